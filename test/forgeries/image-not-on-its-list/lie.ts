import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The sealed list that is attached to the image does not name it.',
  code: 'IMAGE_NOT_LISTED',
  of: 'images',

  made: () => ({
    colophon: (colophon) => ({
      ...colophon,
      images: [],
      mirrors: [],
      assets: colophon.assets.filter(({ describes }) => !(describes ?? '').startsWith('sha256:')),
    }),
  }),
  way: 'layout',
};
