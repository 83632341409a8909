import { AMD64, amd64Manifest, firstLayer, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A layer is named by SHA-1.',
  code: 'MANIFEST_DIGEST_INVALID',
  of: 'images',

  made: amd64Manifest((manifest) => firstLayer(manifest, { digest: `sha1:${'0'.repeat(40)}` })),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
