import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import { alone } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The previous release’s archive comes with its own true bundle, and is called the new version.',
  code: 'TAG_MISMATCH',
  of: 'release',
  make: async ({ release }, target) => {
    await copyFile(join(release.previous.assets, ARCHIVE), target.path(ARCHIVE));
    const bundle = join(release.previous.assets, 'widget_v1.1.0.intoto.jsonl');
    await copyFile(bundle, target.path(PROVENANCE));
    return { targets: [target.path(ARCHIVE)], options: { ...alone(target), bundle } };
  },
};
