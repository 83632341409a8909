import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ORIGIN } from '../../support/image-release.ts';
import { AMD64, ARM64, rootOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The tag in index.json names the true digest, and other bytes lie under it.',
  code: 'CONTENT_DAMAGED',
  of: 'images',

  laid: ({ layout, release }) => {
    const path = join(layout(ORIGIN), 'blobs', 'sha256', rootOf(release).slice('sha256:'.length));
    writeFileSync(path, readFileSync(path, 'utf8').replace(AMD64.slice(6), ARM64.slice(6)));
  },
  way: 'layout',
  asked: { digest: () => undefined },
  peer: 'silent',
};
