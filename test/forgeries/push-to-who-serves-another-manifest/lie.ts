import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { WIDGET } from '../producer-world.ts';
import { about, referrersPage, say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry takes the index, and serves another under its digest, whatever it is given.',
  code: 'CONTENT_DAMAGED',
  of: 'producer',
  by: 'push',
  answers: ({ reference }) =>
    about({ kind: 'manifests', name: WIDGET, reference: reference.image }, (response, { request }) =>
      request.method === 'PUT'
        ? say(response, '', {}, 201)
        : say(response, referrersPage([]), { 'Content-Type': OCI_INDEX }),
    ),
};
