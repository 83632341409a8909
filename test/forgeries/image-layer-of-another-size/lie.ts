import { AMD64, amd64Manifest, firstLayer, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The manifest says another size of a layer than it has.',
  code: 'CONTENT_DAMAGED',
  of: 'images',

  made: amd64Manifest((manifest) => firstLayer(manifest, { size: 7 })),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
