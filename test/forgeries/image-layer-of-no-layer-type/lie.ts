import { AMD64, amd64Manifest, firstLayer, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A layer is said to be plain text: some programs skip it, others unpack it.',
  code: 'DESCRIPTOR_MISMATCH',
  of: 'images',

  made: amd64Manifest((manifest) => firstLayer(manifest, { mediaType: 'text/plain' })),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
