import { changeFile } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'What is said to be an archive is something else.',
  code: 'ARCHIVE_DAMAGED',
  of: 'images',

  made: () => ({ files: changeFile('widget_linux_arm64.tar.gz', () => '#!/bin/sh\n') }),
  way: 'directory',
  peer: { file: 'widget_linux_arm64.tar.gz', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
