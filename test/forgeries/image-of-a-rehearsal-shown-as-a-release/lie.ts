import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The layout of a rehearsed image is handed out, with the rehearsal’s trusted root beside it.',
  code: 'REHEARSAL_NOT_RELEASE',
  of: 'images',

  way: 'layout',
  kind: 'rehearsal',
  peer: 'silent',
};
