import { mkdir } from 'node:fs/promises';

import type { Lie } from '../lie.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'A directory bears the name of the archive.',
  code: 'NOT_COVERED',
  of: 'release',
  peer: 'silent',
  make: async (_world, target) => {
    target.remove(ARCHIVE);
    await mkdir(target.path(ARCHIVE));
  },
};
