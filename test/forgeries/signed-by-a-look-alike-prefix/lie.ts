import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { githubRun } from '../world.ts';

export const lie: Lie = {
  claim: 'The signer’s repository ends like the true one: mallory-acme/widget.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { run: githubRun('mallory-acme/widget', target.tag, target.commit) } }),
};
