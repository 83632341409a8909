import { gzipSync } from 'node:zlib';

import type { Lie } from '../lie.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'A second gzip member follows the archive, and every tool unpacks it with the first.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  make: (_world, target) => {
    const archive = target.read(ARCHIVE);
    target.write(ARCHIVE, Buffer.concat([archive, gzipSync('more')]));
  },
};
