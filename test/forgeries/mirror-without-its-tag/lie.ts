import { MIRROR } from '../../support/image-release.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The mirror does not give the version tag to the image.',
  code: 'IMAGE_TAG_MISSING',
  of: 'images',

  told: ({ memory }) => memory.repository(`${MIRROR}/widget`).tags.clear(),
  way: 'directory',
  peer: { repository: `${MIRROR}/widget` },
};
