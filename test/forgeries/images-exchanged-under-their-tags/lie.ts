import { ORIGIN, OTHER_ORIGIN } from '../../support/image-release.ts';
import { NO_DIGEST } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'Two images of one release have each other’s tags; every signature holds.',
  code: 'IMAGE_TAG_OTHER',
  of: 'images',

  made: () => ({ second: true }),
  told: ({ memory, images }) => {
    const [agent, widget] = [memory.repository(OTHER_ORIGIN), memory.repository(ORIGIN)];
    for (const [from, to] of [
      [agent, widget],
      [widget, agent],
    ] as const) {
      for (const [digest, bytes] of from.content) to.content.set(digest, bytes);
      for (const [subject, list] of from.referrers) to.referrers.set(subject, list);
    }
    for (const { repository, mediaType, digest, size } of images)
      memory
        .repository(repository === ORIGIN ? OTHER_ORIGIN : ORIGIN)
        .tags.set('v1.2.3', { mediaType, digest, size });
  },
  way: 'directory',
  peer: { digest: ({ images }) => images[0]?.digest ?? NO_DIGEST },
};
