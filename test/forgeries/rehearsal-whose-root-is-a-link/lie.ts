import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';

import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'The rehearsal’s trusted root is a link to a file outside its directory.',
  code: 'REHEARSAL_DAMAGED',
  of: 'rehearsal',
  peer: 'silent',
  make: async (_world, target) => {
    await rename(target.trustedRoot, join(target.dir, '..', 'moved-root.json'));
    await symlink(join(target.dir, '..', 'moved-root.json'), target.trustedRoot);
  },
};
