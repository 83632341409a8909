import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { AMD64, amd64Manifest, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A manifest says by its media type that it is an index.',
  code: 'MANIFEST_TYPE_MISMATCH',
  of: 'images',

  made: amd64Manifest((manifest) => ({ ...manifest, mediaType: OCI_INDEX })),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
