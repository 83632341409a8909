import { ORIGIN } from '../../support/image-release.ts';
import { imageOf } from '../image-edits.ts';
import { IMAGE_TAG } from '../image-world.ts';
import { alsoIn, pointTag } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

const ELSEWHERE = 'ghcr.io/acme/gadget';

export const lie: RegistryLie = {
  claim:
    'The image lies under its tag in a repository that is neither its own nor a mirror, where another project’s is expected.',
  code: 'IMAGE_ROLE_MISMATCH',
  of: 'registry',
  told: (place) => {
    alsoIn(place, ORIGIN, ELSEWHERE);
    pointTag(place, ELSEWHERE, IMAGE_TAG, imageOf(place.release, 'widget'));
  },
  asked: () => `${ELSEWHERE}:${IMAGE_TAG}`,
};
