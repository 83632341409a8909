import { ORIGIN } from '../../support/image-release.ts';
import { firstLayerOf, flip, sealsOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The sealed list that is attached to the image was edited where it lies.',
  code: 'CONTENT_DAMAGED',
  of: 'images',

  told: (release) => {
    const documents = sealsOf(release, ORIGIN).map((digest) => firstLayerOf(release, ORIGIN, digest));
    for (const digest of new Set(documents)) flip(release, ORIGIN, digest);
  },
};
