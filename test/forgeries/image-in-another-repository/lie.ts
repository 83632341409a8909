import { ORIGIN, OTHER_ORIGIN } from '../../support/image-release.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The image lies in another repository than the sealed list says; the tag stayed.',
  code: 'CONTENT_ABSENT',
  of: 'images',

  told: ({ memory }) => {
    const [from, to] = [memory.repository(ORIGIN), memory.repository(OTHER_ORIGIN)];
    for (const [digest, bytes] of from.content) to.content.set(digest, bytes);
    from.content.clear();
  },
  way: 'directory',
  peer: { repository: OTHER_ORIGIN },
};
