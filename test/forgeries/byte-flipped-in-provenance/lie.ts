import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'One bit of the signed provenance is another.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  make: (_world, target) => target.flip(PROVENANCE),
};
