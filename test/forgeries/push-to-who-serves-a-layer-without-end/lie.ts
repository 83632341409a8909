import { reading } from '../producer-edits.ts';
import { WIDGET } from '../producer-world.ts';
import { endless } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry takes the layers, and serves bytes without end when they are read back.',
  code: 'CONTENT_DAMAGED',
  of: 'producer',
  by: 'push',
  answers: () => reading({ kind: 'blobs', name: WIDGET }, (response) => endless(response, {})),
};
