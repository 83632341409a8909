import type { Lie } from '../lie.ts';
import { SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list is there, without its signature.',
  code: 'SEAL_MISSING',
  of: 'release',
  peer: 'silent',
  make: (_world, target) => target.remove(SEAL_BUNDLE),
};
