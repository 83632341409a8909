import { about, endless, provenanceOf } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The signature goes on and on, until the reader’s memory is full.',
  code: 'CONTENT_DAMAGED',
  of: 'registry',
  answers: (place) =>
    about({ kind: 'blobs', reference: provenanceOf(place) }, (response) => endless(response, {})),
  // It would read until the machine ends it.
  peer: 'silent',
};
