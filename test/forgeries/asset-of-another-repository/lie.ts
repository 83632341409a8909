import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The notes of another repository’s release of the same version lie under the same name.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('_notes.md'), bundle: name(PROVENANCE) }),
  make: async ({ release }, target) =>
    copyFile(join(release.other.assets, target.name('_notes.md')), target.path('_notes.md')),
};
