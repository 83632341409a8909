import type { Lie } from '../lie.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'One bit of the archive is another, and nobody looks at every bit.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  make: (_world, target) => target.flip(ARCHIVE),
};
