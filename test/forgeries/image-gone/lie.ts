import { ORIGIN } from '../../support/image-release.ts';
import { forget, rootOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The tag, the sealed list and all signatures are there; the index itself is not.',
  code: 'CONTENT_ABSENT',
  of: 'images',

  told: (release) => forget(release, ORIGIN, rootOf(release)),
  peer: 'silent',
};
