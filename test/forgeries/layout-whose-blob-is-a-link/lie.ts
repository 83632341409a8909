import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { ORIGIN } from '../../support/image-release.ts';
import { ARM64, firstLayerOf, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The layer of an image is a link to a file outside of the layout.',
  code: 'CONTENT_ABSENT',
  of: 'images',

  laid: ({ layout, dir, release }) => {
    const layer = firstLayerOf(release, ORIGIN, platformOf(release, ARM64)).slice('sha256:'.length);
    const path = join(layout(ORIGIN), 'blobs', 'sha256', layer);
    renameSync(path, join(dir, 'elsewhere'));
    symlinkSync(join(dir, 'elsewhere'), path);
  },
  peer: 'silent',
};
