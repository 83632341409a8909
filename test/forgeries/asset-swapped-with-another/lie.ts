import type { Lie } from '../lie.ts';
import { ARCHIVE, OTHER_ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'Two archives of one release have each other’s names.',
  code: 'SUBJECT_NAME_MISMATCH',
  of: 'release',
  make: (_world, target) => {
    target.rename(ARCHIVE, 'aside');
    target.rename(OTHER_ARCHIVE, ARCHIVE);
    target.rename('aside', OTHER_ARCHIVE);
  },
};
