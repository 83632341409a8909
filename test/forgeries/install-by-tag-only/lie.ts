import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The manifests mention the image by its tag alone, which may be moved.',
  code: 'REFERENCE_NOT_PINNED',
  of: 'images',

  made: () => ({ install: (text, pinned) => text.replace(pinned, pinned.split('@')[0] ?? '') }),
  way: 'directory',
  peer: { file: 'install.yaml', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
