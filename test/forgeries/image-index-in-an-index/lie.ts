import { OCI_INDEX } from '../../../src/domain/oci.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index points at another index, in which other platforms may be.',
  code: 'MANIFEST_NESTED',
  of: 'images',

  made: () => ({
    index: ({ manifests, ...index }) => ({
      ...index,
      manifests: manifests.map((one, at) => (at === 0 ? { ...one, mediaType: OCI_INDEX } : one)),
    }),
  }),
};
