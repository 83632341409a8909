import { ORIGIN } from '../../support/image-release.ts';
import { AMD64, ARM64, forget, platformOf, rootOf, sealsOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The sealed list that is attached to the image was signed by somebody else.',
  code: 'IDENTITY_MISMATCH',
  of: 'images',
  told: async (release, stranger) => {
    for (const digest of sealsOf(release, ORIGIN)) forget(release, ORIGIN, digest);
    for (const digest of [rootOf(release), platformOf(release, AMD64), platformOf(release, ARM64)])
      await release.attachList(ORIGIN, digest, (list) => list, stranger);
  },
};
