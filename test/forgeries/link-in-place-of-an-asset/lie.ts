import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import type { Lie } from '../lie.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'The archive is a link to a file that may be another one tomorrow.',
  code: 'NOT_COVERED',
  of: 'release',
  make: async (_world, target) => {
    await rename(target.path(ARCHIVE), join(target.dir, '..', 'elsewhere.tar.gz'));
    await symlink('../elsewhere.tar.gz', target.path(ARCHIVE));
  },
};
