import { taken } from '../producer-edits.ts';
import { WIDGET } from '../producer-world.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry takes every blob, says so, and keeps none of them.',
  code: 'CONTENT_MISSING',
  of: 'producer',
  by: 'push',
  answers: () => taken({ kind: 'blobs/uploads', name: WIDGET }),
};
