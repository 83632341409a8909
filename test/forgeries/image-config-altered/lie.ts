import { ORIGIN } from '../../support/image-release.ts';
import { ARM64, flip, manifestIn, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index is the true one, and what an image runs was edited in its config.',
  code: 'CONTENT_DAMAGED',
  of: 'images',

  told: (release) =>
    flip(release, ORIGIN, manifestIn(release, ORIGIN, platformOf(release, ARM64)).config.digest),
  peer: { digest: (release) => platformOf(release, ARM64) },
};
