import { ORIGIN } from '../../support/image-release.ts';
import { firstLayerOf, flip, referrerOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'One bit of a bundle that is attached to the image is another.',
  code: 'CONTENT_DAMAGED',
  of: 'images',

  told: (release) => flip(release, ORIGIN, firstLayerOf(release, ORIGIN, referrerOf(release).digest)),
};
