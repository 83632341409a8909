import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list of a rehearsal is gone.',
  code: 'SEAL_MISSING',
  of: 'rehearsal',
  make: (_world, target) => {
    target.remove(SEAL);
    target.remove(SEAL_BUNDLE);
  },
};
