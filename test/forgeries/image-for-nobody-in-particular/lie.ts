import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A truly signed image of somebody else is shown to who does not say who should have signed.',
  code: 'EXPECTATION_MISSING',
  of: 'images',

  exit: 2,
  way: 'layout',
  instead: { complete: true },
  peer: 'silent',
};
