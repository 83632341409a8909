import { ORIGIN } from '../../support/image-release.ts';
import { AMD64, flip, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index is the true one, and the manifest of a platform was edited where it lies.',
  code: 'CONTENT_DAMAGED',
  of: 'images',

  told: (release) => flip(release, ORIGIN, platformOf(release, AMD64)),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
