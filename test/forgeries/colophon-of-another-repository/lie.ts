import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list is the true one of another repository’s release of the same tag.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async ({ release: { other } }, target) => {
    await copyFile(join(other.assets, target.name(SEAL)), target.path(SEAL));
    await copyFile(join(other.assets, target.name(SEAL_BUNDLE)), target.path(SEAL_BUNDLE));
  },
};
