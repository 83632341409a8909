import { ORIGIN } from '../../support/image-release.ts';
import { IMAGE_TAG } from '../image-world.ts';
import { amd64, pointTag } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The tag names one platform of the image, so that everyone gets that one.',
  code: 'IMAGE_ROLE_MISMATCH',
  of: 'registry',
  told: (place) => pointTag(place, ORIGIN, IMAGE_TAG, amd64(place)),
};
