import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { githubRun } from '../world.ts';

export const lie: Lie = {
  claim: 'Another repository’s workflow signed the whole release, as consistently as the true one.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { run: githubRun('mallory/widget', target.tag, target.commit) } }),
};
