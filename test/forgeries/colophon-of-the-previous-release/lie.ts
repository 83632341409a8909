import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list is the true one of the previous release.',
  code: 'TAG_MISMATCH',
  of: 'release',
  peer: () => ({ file: 'widget_v1.1.0.colophon.json', bundle: 'widget_v1.1.0.colophon.json.sigstore.json' }),
  make: async ({ release: { previous } }, target) => {
    target.remove(SEAL);
    target.remove(SEAL_BUNDLE);
    for (const name of ['widget_v1.1.0.colophon.json', 'widget_v1.1.0.colophon.json.sigstore.json'])
      await copyFile(join(previous.assets, name), target.path(name));
  },
};
