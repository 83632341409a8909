import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { githubRun } from '../world.ts';

export const lie: Lie = {
  claim: 'The signer’s repository begins like the true one: acme/widget-evil.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { run: githubRun('acme/widget-evil', target.tag, target.commit) } }),
};
