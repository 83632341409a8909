import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The registries of a rehearsal are a link to somewhere else.',
  code: 'REHEARSAL_DAMAGED',
  of: 'images',
  laid: ({ dir }) => {
    renameSync(join(dir, 'registries'), `${dir}-elsewhere`);
    symlinkSync(`${dir}-elsewhere`, join(dir, 'registries'));
  },
  way: 'directory',
  peer: 'silent',
};
