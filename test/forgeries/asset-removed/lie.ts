import type { Lie } from '../lie.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'An archive is not there, so that people take another one from elsewhere.',
  code: 'ASSET_ABSENT',
  of: 'release',
  peer: 'silent',
  make: (_world, target) => target.remove(ARCHIVE),
};
