import { NO_DIGEST } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The signed index holds a platform that the sealed list does not, to be served later.',
  code: 'PLATFORM_EXTRA',
  of: 'images',

  made: () => ({
    index: ({ manifests, ...index }) => ({
      ...index,
      manifests: [
        ...manifests,
        { ...manifests[0], digest: NO_DIGEST, platform: { os: 'linux', architecture: 's390x' } },
      ],
    }),
  }),
};
