import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list and its signature are gone; everything else is whole and true.',
  code: 'SEAL_MISSING',
  of: 'release',
  make: (_world, target) => {
    target.remove(SEAL);
    target.remove(SEAL_BUNDLE);
  },
};
