import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { ORIGIN, OTHER_ORIGIN } from '../../support/image-release.ts';
import { agentOf, rootOf } from '../image-edits.ts';
import { IMAGE_TAG } from '../image-world.ts';
import { about, alsoIn, bytesIn, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The tag names the true image when it is asked for first, and another one when it is pulled.',
  code: 'IMAGE_TAG_MOVED',
  of: 'registry',
  answers: (place) => {
    alsoIn(place, OTHER_ORIGIN, ORIGIN);
    let asked = 0;
    return about({ kind: 'manifests', reference: IMAGE_TAG }, (response) => {
      const digest = (asked += 1) === 1 ? rootOf(place.release) : agentOf(place.release);
      say(response, bytesIn(place, ORIGIN, digest), { 'Content-Type': OCI_INDEX });
    });
  },
  // They ask for it once.
  peer: 'silent',
};
