import { ORIGIN } from '../../support/image-release.ts';
import { flip, referrerOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'What is attached to the image was edited where it lies.',
  code: 'REFERRER_STRIPPED',
  of: 'images',

  told: (release) => flip(release, ORIGIN, referrerOf(release).digest),
  peer: 'silent',
};
