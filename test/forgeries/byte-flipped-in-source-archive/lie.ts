import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'One bit of the source archive is another.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('widget_1.2.0_source.tar.gz'), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.flip('widget_1.2.0_source.tar.gz'),
};
