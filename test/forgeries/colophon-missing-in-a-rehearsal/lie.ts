import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list of a rehearsal is gone.',
  code: 'SEAL_MISSING',
  of: 'rehearsal',
  make: async (_world, target) => {
    await target.remove(SEAL);
    await target.remove(SEAL_BUNDLE);
  },
};
