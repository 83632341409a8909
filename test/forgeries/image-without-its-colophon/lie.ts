import { ORIGIN } from '../../support/image-release.ts';
import { forget, sealsOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The sealed list was taken off the image; every signature is there.',
  code: 'SEAL_MISSING',
  of: 'images',

  told: (release) => {
    for (const digest of sealsOf(release, ORIGIN)) forget(release, ORIGIN, digest);
  },
};
