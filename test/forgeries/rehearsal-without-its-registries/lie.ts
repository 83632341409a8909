import { rmSync } from 'node:fs';
import { join } from 'node:path';

import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim:
    'A rehearsal is shown without the registries that its sealed list names, so that nothing there is asked.',
  code: 'IMAGES_NOT_ASKED',
  of: 'images',
  laid: ({ dir }) => rmSync(join(dir, 'registries'), { recursive: true }),
  way: 'directory',
  peer: 'silent',
};
