import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Lie } from '../lie.ts';

export const lie: Lie = {
  claim: 'The true sealed list of the previous release lies beside the one of this release.',
  code: 'COLOPHON_OF_OTHER_RELEASE',
  of: 'release',
  peer: 'silent',
  make: async ({ release: { previous } }, target) => {
    for (const name of ['widget_v1.1.0.colophon.json', 'widget_v1.1.0.colophon.json.sigstore.json'])
      await copyFile(join(previous.assets, name), target.path(name));
  },
};
