import type { Lie } from '../lie.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'One file of a rehearsal is handed out with its bundle and its trusted root.',
  code: 'REHEARSAL_NOT_RELEASE',
  of: 'rehearsal',
  make: (_world, target) => {
    const { repository: repo, tag, trustedRoot } = target;
    const bundle = target.path(PROVENANCE);
    return { targets: [target.path(ARCHIVE)], options: { repo, tag, trustedRoot, bundle } };
  },
};
