import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { ORIGIN } from '../../support/image-release.ts';
import { agentOf, rootOf } from '../image-edits.ts';
import { about, bytesIn, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The manifest is the true one, and the registry says in its header that it is another.',
  code: 'CONTENT_DAMAGED',
  of: 'registry',
  answers: (place) =>
    about({ kind: 'manifests', reference: rootOf(place.release) }, (response) =>
      say(response, bytesIn(place, ORIGIN, rootOf(place.release)), {
        'Content-Type': OCI_INDEX,
        'Docker-Content-Digest': agentOf(place.release),
      }),
    ),
};
