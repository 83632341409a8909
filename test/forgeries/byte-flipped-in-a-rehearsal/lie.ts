import type { Lie } from '../lie.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'One bit of a rehearsed archive is another.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'rehearsal',
  make: (_world, target) => target.flip(ARCHIVE),
};
