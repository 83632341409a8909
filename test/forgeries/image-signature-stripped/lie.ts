import { ORIGIN } from '../../support/image-release.ts';
import { AMD64, forget, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A signature that the sealed list names was taken off the image.',
  code: 'REFERRER_STRIPPED',
  of: 'images',

  told: (release) => {
    for (const { digest, subject } of release.images.at(-1)?.referrers ?? [])
      if (subject === platformOf(release, AMD64)) forget(release, ORIGIN, digest);
  },
  peer: { digest: (release) => platformOf(release, AMD64) },
};
