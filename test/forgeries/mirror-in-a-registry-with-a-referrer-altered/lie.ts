import { MIRROR } from '../../support/image-release.ts';
import { flip, referrerOf } from '../image-edits.ts';
import { IMAGE_TAG } from '../image-world.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The mirror serves other bytes for one thing that is attached to the image.',
  code: 'CONTENT_DAMAGED',
  of: 'registry',
  told: ({ memory, release }) => flip({ memory }, `${MIRROR}/widget`, referrerOf(release).digest),
  asked: () => `${MIRROR}/widget:${IMAGE_TAG}`,
};
