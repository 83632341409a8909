import { ORIGIN } from '../../support/image-release.ts';
import { imageOf } from '../image-edits.ts';
import { pointTag } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The tag of a version that does not exist yet names the image of this one, truly signed.',
  code: 'IMAGE_ROLE_MISMATCH',
  of: 'registry',
  told: (place) => pointTag(place, ORIGIN, 'v1.2.4', imageOf(place.release, 'widget')),
  asked: () => `${ORIGIN}:v1.2.4`,
};
