import { AMD64, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index says another size of a platform’s manifest than it has.',
  code: 'DESCRIPTOR_MISMATCH',
  of: 'images',

  made: () => ({ pointer: (pointer, piece) => on({ label: AMD64 }, piece, { ...pointer, size: 7 }) }),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
