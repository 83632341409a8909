import { changeFile } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A second archive lies behind the first: some programs read on.',
  code: 'ARCHIVE_TRAILING',
  of: 'images',

  made: () => ({
    files: changeFile('widget_linux_arm64.tar.gz', (bytes) => new Uint8Array([...bytes, ...bytes])),
  }),
  way: 'directory',
  peer: { file: 'widget_linux_arm64.tar.gz', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
