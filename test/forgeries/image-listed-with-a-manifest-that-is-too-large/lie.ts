import { AMD64, amd64Manifest, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A manifest of more than 4 MiB, signed and sealed, is to fill the memory of whoever reads it.',
  code: 'COLOPHON_MALFORMED',
  of: 'images',

  made: amd64Manifest((manifest) => ({ ...manifest, annotations: { filler: 'x'.repeat(4 * 1024 * 1024) } })),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
