import { about, say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry that is copied from serves other bytes under a digest.',
  code: 'CONTENT_DAMAGED',
  of: 'producer',
  by: 'copy',
  source: () => about({ kind: 'blobs' }, (response) => say(response, 'something else')),
};
