import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'An archive of another repository’s release of the same version lies under the same name.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('_notes.md'), bundle: name(PROVENANCE) }),
  make: async ({ release }, target) => {
    await copyFile(join(release.other.assets, 'widget_v1.2.0_notes.md'), target.path('_notes.md'));
  },
};
