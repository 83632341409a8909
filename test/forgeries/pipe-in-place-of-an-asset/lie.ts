import { execFileSync } from 'node:child_process';

import type { Lie } from '../lie.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'The archive is a pipe: whoever reads it waits forever, or reads something else each time.',
  code: 'NOT_COVERED',
  of: 'release',
  peer: 'silent',
  make: (_world, target) => {
    target.remove(ARCHIVE);
    execFileSync('mkfifo', [target.path(ARCHIVE)]);
  },
};
