import { about, endless } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim:
    'A blob of the registry that is copied from goes on and on, until the disk of the other one is full.',
  code: 'CONTENT_DAMAGED',
  of: 'producer',
  by: 'copy',
  source: () => about({ kind: 'blobs' }, (response) => endless(response, {})),
};
