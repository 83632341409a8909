import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { githubRun, REPOSITORY } from '../world.ts';

export const lie: Lie = {
  claim: 'The signer’s tag is the true one in capitals, which in git is another.',
  code: 'TAG_MISMATCH',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { run: githubRun(REPOSITORY, 'V1.2.0', target.commit) } }),
};
