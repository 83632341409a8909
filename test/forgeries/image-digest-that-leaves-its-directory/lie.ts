import { AMD64, amd64Manifest, firstLayer, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A digest with ../ in it is to lead the reader out of the layout.',
  code: 'MANIFEST_DIGEST_INVALID',
  of: 'images',

  made: amd64Manifest((manifest) => firstLayer(manifest, { digest: 'sha256:../../../etc/passwd' })),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
