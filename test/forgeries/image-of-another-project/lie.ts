import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A true image of another project is shown as this one’s.',
  code: 'IDENTITY_MISMATCH',
  of: 'images',

  way: 'layout',
  options: { repo: 'acme/gadget' },
  peer: 'silent',
};
