import { ORIGIN } from '../../support/image-release.ts';
import { forget, referrerOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'Something that the sealed list says is attached was taken off the image.',
  code: 'REFERRER_STRIPPED',
  of: 'images',

  told: (release) => forget(release, ORIGIN, referrerOf(release).digest),
};
