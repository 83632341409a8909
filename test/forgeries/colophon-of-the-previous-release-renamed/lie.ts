import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The true sealed list of the previous release bears the name of this one.',
  code: 'TAG_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async ({ release: { previous } }, target) => {
    await copyFile(join(previous.assets, 'widget_v1.1.0.colophon.json'), target.path(SEAL));
    await copyFile(
      join(previous.assets, 'widget_v1.1.0.colophon.json.sigstore.json'),
      target.path(SEAL_BUNDLE),
    );
  },
};
