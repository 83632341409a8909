import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'The directory of a rehearsal is handed out, with its own trusted root beside it.',
  code: 'REHEARSAL_NOT_RELEASE',
  of: 'rehearsal',
  make: (_world, target) => ({
    options: { repo: target.repository, tag: target.tag, trustedRoot: target.trustedRoot, complete: true },
  }),
};
