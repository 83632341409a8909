import { gzipSync } from 'node:zlib';

import { layerTar } from '../../support/layer-tar.ts';
import { ARM64, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim:
    'An entry of a layer has ../ in its path, and leaves the image when it is unpacked; only --deep looks.',
  code: 'MANIFEST_MALFORMED',
  of: 'images',
  made: () => ({
    layer: (_, piece) =>
      on({ label: ARM64 }, piece, gzipSync(layerTar([{ path: '../../etc/cron.d/job', content: 'x' }]))),
  }),
  options: { deep: true },
  peer: { digest: (release) => platformOf(release, ARM64) },
};
