import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Lie } from '../lie.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'The archive of the previous release, with its known hole, lies in this one.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  make: async ({ release }, target) => copyFile(join(release.previous.assets, ARCHIVE), target.path(ARCHIVE)),
};
