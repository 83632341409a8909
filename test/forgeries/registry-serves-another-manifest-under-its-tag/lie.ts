import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { OTHER_ORIGIN } from '../../support/image-release.ts';
import { agentOf, rootOf } from '../image-edits.ts';
import { IMAGE_TAG } from '../image-world.ts';
import { about, bytesIn, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim:
    'The registry reads the tag as it should be, and answers with other bytes than the digest that it names.',
  code: 'CONTENT_DAMAGED',
  of: 'registry',
  answers: ({ release, memory }) =>
    about({ kind: 'manifests', reference: IMAGE_TAG }, (response) =>
      say(response, bytesIn({ memory }, OTHER_ORIGIN, agentOf(release)), {
        'Content-Type': OCI_INDEX,
        'Docker-Content-Digest': rootOf(release),
      }),
    ),
};
