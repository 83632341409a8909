import { ORIGIN } from '../../support/image-release.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The image has the tag of a later version, and not its own.',
  code: 'IMAGE_TAG_MISSING',
  of: 'images',

  told: ({ memory }) => {
    const { tags } = memory.repository(ORIGIN);
    const root = tags.get('v1.2.3');
    tags.clear();
    if (root !== undefined) tags.set('v1.2.4', root);
  },
  way: 'directory',
};
