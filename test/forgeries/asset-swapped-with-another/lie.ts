import type { Lie } from '../lie.ts';
import { ARCHIVE, OTHER_ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'Two archives of one release have each other’s names.',
  code: 'SUBJECT_NAME_MISMATCH',
  of: 'release',
  make: async (_world, target) => {
    await target.rename(ARCHIVE, 'aside');
    await target.rename(OTHER_ARCHIVE, ARCHIVE);
    await target.rename('aside', OTHER_ARCHIVE);
  },
};
