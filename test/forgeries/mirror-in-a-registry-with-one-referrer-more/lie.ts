import { MIRROR } from '../../support/image-release.ts';
import { attachStranger } from '../registry-edits.ts';
import { IMAGE_TAG } from '../image-world.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'Something that the release does not list is attached to the image in the mirror.',
  code: 'REFERRER_UNLISTED',
  of: 'registry',
  told: (place) => attachStranger(place, `${MIRROR}/widget`),
  asked: () => `${MIRROR}/widget:${IMAGE_TAG}`,
};
