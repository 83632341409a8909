import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { OTHER_ORIGIN } from '../../support/image-release.ts';
import { agentOf, rootOf } from '../image-edits.ts';
import { about, bytesIn, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The registry answers the digest of the image with the manifest of another image.',
  code: 'CONTENT_DAMAGED',
  of: 'registry',
  answers: ({ release, memory }) =>
    about({ kind: 'manifests', reference: rootOf(release) }, (response) =>
      say(response, bytesIn({ memory }, OTHER_ORIGIN, agentOf(release)), { 'Content-Type': OCI_INDEX }),
    ),
};
