import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'One letter of a published table is another.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('widget-table.csv'), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.flip('widget-table.csv'),
};
