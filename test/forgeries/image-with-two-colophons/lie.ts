import { ORIGIN } from '../../support/image-release.ts';
import { rootOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'Two sealed lists of one tag, both truly signed, are attached to the image.',
  code: 'RELEASE_EQUIVOCATES',
  of: 'images',

  told: (release) => release.attachList(ORIGIN, rootOf(release), (list) => ({ ...list, prerelease: true })),
};
