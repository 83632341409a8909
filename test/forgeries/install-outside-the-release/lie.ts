import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The manifests mention an image of somebody else that is not on the sealed list.',
  code: 'REFERENCE_OUTSIDE',
  of: 'images',

  made: () => ({ install: (text) => text.replace('busybox:1.37', 'busybox:latest') }),
  way: 'directory',
  peer: { file: 'install.yaml', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
