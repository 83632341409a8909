import { AMD64, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index says that a platform’s manifest is one of Docker’s.',
  code: 'DESCRIPTOR_MISMATCH',
  of: 'images',

  made: () => ({
    pointer: (pointer, piece) =>
      on({ label: AMD64 }, piece, {
        ...pointer,
        mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
      }),
  }),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
