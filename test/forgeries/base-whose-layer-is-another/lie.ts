import { BASE } from '../producer-world.ts';
import { about, say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry serves other bytes under the digest of the base’s layer.',
  code: 'CONTENT_DAMAGED',
  of: 'producer',
  by: 'base',
  answers: () => about({ kind: 'blobs', name: BASE }, (response) => say(response, 'something else')),
};
