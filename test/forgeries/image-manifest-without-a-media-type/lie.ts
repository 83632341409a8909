import { AMD64, amd64Manifest, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A manifest does not say what it is, so that whoever serves it may.',
  code: 'MANIFEST_MALFORMED',
  of: 'images',

  made: amd64Manifest((manifest) => ({ ...manifest, mediaType: undefined })),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
