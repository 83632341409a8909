import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { about, referrersPage, say, strangers } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim:
    'The registry that is copied from lists an attestation that it does not have: the copy would lack it, and nobody would know.',
  code: 'MANIFEST_MISSING',
  of: 'producer',
  by: 'copy',
  source: ({ reference }) =>
    about({ kind: 'referrers', reference: reference.image }, (response) =>
      say(response, referrersPage(strangers(1, 0)), { 'Content-Type': OCI_INDEX }),
    ),
};
