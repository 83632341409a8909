import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { about, referrersPage, say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry serves another index under the digest that the image is to be made upon.',
  code: 'CONTENT_DAMAGED',
  of: 'producer',
  by: 'base',
  answers: ({ base }) =>
    about({ kind: 'manifests', reference: base.index }, (response) =>
      say(response, referrersPage([]), { 'Content-Type': OCI_INDEX }),
    ),
};
