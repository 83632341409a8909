import { OCI_MANIFEST } from '../../../src/domain/oci.ts';
import { NO_DIGEST, signatureReferrer } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A signature says that it is attached to something else.',
  code: 'REFERRER_STRIPPED',
  of: 'images',

  made: signatureReferrer((manifest) => ({
    ...manifest,
    subject: { mediaType: OCI_MANIFEST, digest: NO_DIGEST, size: 7 },
  })),
  peer: 'silent',
};
