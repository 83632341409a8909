import { MIRROR } from '../../support/image-release.ts';
import { forget, referrerOf } from '../image-edits.ts';
import { IMAGE_TAG } from '../image-world.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The mirror holds the image, and lacks one thing that is attached to it.',
  code: 'REFERRER_STRIPPED',
  of: 'registry',
  told: ({ memory, release }) => forget({ memory }, `${MIRROR}/widget`, referrerOf(release).digest),
  asked: () => `${MIRROR}/widget:${IMAGE_TAG}`,
};
