import { ORIGIN } from '../../support/image-release.ts';
import { ARM64, firstLayerOf, flip, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index is the true one, and a layer has one other bit.',
  code: 'CONTENT_DAMAGED',
  of: 'images',

  told: (release) => flip(release, ORIGIN, firstLayerOf(release, ORIGIN, platformOf(release, ARM64))),
  peer: { digest: (release) => platformOf(release, ARM64) },
};
