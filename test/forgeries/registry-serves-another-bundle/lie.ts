import { ORIGIN } from '../../support/image-release.ts';
import { about, bytesIn, provenanceOf, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The registry answers the digest of a signature with another one of the same length.',
  code: 'CONTENT_DAMAGED',
  of: 'registry',
  answers: (place) =>
    about({ kind: 'blobs', reference: provenanceOf(place) }, (response) =>
      say(response, bytesIn(place, ORIGIN, provenanceOf(place)).toReversed()),
    ),
};
