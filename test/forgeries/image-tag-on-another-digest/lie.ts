import { ORIGIN } from '../../support/image-release.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The version tag was moved to something else of the release.',
  code: 'IMAGE_TAG_OTHER',
  of: 'images',

  told: ({ memory, chart: { mediaType, digest, size } }) =>
    void memory.repository(ORIGIN).tags.set('v1.2.3', { mediaType, digest, size }),
  way: 'directory',
  peer: 'silent',
};
