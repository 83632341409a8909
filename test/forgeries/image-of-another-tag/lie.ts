import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A true image of this version is shown as the next version.',
  code: 'TAG_MISMATCH',
  of: 'images',

  way: 'layout',
  options: { tag: 'v1.2.4' },
};
