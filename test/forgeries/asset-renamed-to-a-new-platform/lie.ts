import type { Lie } from '../lie.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The archive of one platform is offered for a platform that this release does not have.',
  code: 'SUBJECT_NAME_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('widget_darwin_arm64.tar.gz'), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.rename(ARCHIVE, 'widget_darwin_arm64.tar.gz'),
};
