import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { githubRun, REPOSITORY } from '../world.ts';

export const lie: Lie = {
  claim: 'The rehearsal’s own authority vouches for a workflow of the real forge.',
  code: 'CERTIFICATE_OUTSIDE_CONSTRAINTS',
  of: 'rehearsal',
  make: async (_world, target) => {
    const run = githubRun(REPOSITORY, target.tag, target.commit);
    await remake(target, { signing: { run } });
  },
};
