import { reading } from '../producer-edits.ts';
import { WIDGET } from '../producer-world.ts';
import { say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry takes the layers, and serves other bytes under their digests, whatever it is given.',
  code: 'CONTENT_DAMAGED',
  of: 'producer',
  by: 'push',
  answers: () => reading({ kind: 'blobs', name: WIDGET }, (response) => say(response, 'something else')),
};
