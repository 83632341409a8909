import { AMD64, amd64Manifest, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim:
    'One document has layers and manifests: it is one image or many, as the reader likes (CVE-2021-41190).',
  code: 'MANIFEST_AMBIGUOUS',
  of: 'images',

  made: amd64Manifest((manifest) => ({ ...manifest, manifests: [] })),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
