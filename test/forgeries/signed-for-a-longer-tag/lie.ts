import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { githubRun, REPOSITORY } from '../world.ts';

export const lie: Lie = {
  claim: 'The signer’s tag begins like the one that was asked for: v1.2.0-evil.',
  code: 'TAG_MISMATCH',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { run: githubRun(REPOSITORY, 'v1.2.0-evil', target.commit) } }),
};
