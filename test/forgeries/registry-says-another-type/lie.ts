import { OCI_MANIFEST } from '../../../src/domain/oci.ts';
import { ORIGIN } from '../../support/image-release.ts';
import { rootOf } from '../image-edits.ts';
import { about, bytesIn, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim:
    'The registry serves the index as the manifest of one platform: readers differ in which of the two they believe.',
  code: 'MANIFEST_MALFORMED',
  of: 'registry',
  answers: (place) =>
    about({ kind: 'manifests', reference: rootOf(place.release) }, (response) =>
      say(response, bytesIn(place, ORIGIN, rootOf(place.release)), { 'Content-Type': OCI_MANIFEST }),
    ),
};
