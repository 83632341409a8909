import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The provenance is the true one of the previous release.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  make: async ({ release }, target) =>
    copyFile(join(release.previous.assets, 'widget_v1.1.0.intoto.jsonl'), target.path(PROVENANCE)),
};
