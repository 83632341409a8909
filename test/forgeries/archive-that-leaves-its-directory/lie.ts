import { gzipSync } from 'node:zlib';

import { layerTar } from '../../support/layer-tar.ts';
import { changeFile } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'An entry of the archive has ../ in its path.',
  code: 'ARCHIVE_ENTRY_INVALID',
  of: 'images',

  made: () => ({
    files: changeFile('widget_linux_arm64.tar.gz', () =>
      gzipSync(layerTar([{ path: '../../.bashrc', content: 'x' }])),
    ),
  }),
  way: 'directory',
  peer: { file: 'widget_linux_arm64.tar.gz', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
