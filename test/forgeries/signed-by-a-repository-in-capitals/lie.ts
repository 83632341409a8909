import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { githubRun } from '../world.ts';

export const lie: Lie = {
  claim: 'The signer’s repository is the true one in capitals, which elsewhere may be another.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { run: githubRun('Acme/Widget', target.tag, target.commit) } }),
};
