import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { ORIGIN } from '../../support/image-release.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index.json of a layout is a link to a file outside of it.',
  code: 'TARGET_MISSING',
  of: 'images',

  exit: 2,
  laid: ({ layout, dir }) => {
    const path = join(layout(ORIGIN), 'index.json');
    renameSync(path, join(dir, 'elsewhere.json'));
    symlinkSync(join(dir, 'elsewhere.json'), path);
  },
  way: 'layout',
  asked: { digest: () => undefined },
  peer: 'silent',
};
