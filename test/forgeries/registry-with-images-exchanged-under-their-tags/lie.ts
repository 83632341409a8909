import { ORIGIN, OTHER_ORIGIN } from '../../support/image-release.ts';
import { imageOf } from '../image-edits.ts';
import { IMAGE_TAG } from '../image-world.ts';
import { alsoIn, pointTag } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The tag of one image names another image of the same release, truly signed.',
  code: 'IMAGE_ROLE_MISMATCH',
  of: 'registry',
  told: (place) => {
    alsoIn(place, OTHER_ORIGIN, ORIGIN);
    pointTag(place, ORIGIN, IMAGE_TAG, imageOf(place.release, 'agent'));
  },
};
