import { BASE } from '../producer-world.ts';
import { about, endless } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'A layer of the base goes on and on, until the disk is full.',
  code: 'CONTENT_DAMAGED',
  of: 'producer',
  by: 'base',
  answers: () => about({ kind: 'blobs', name: BASE }, (response) => endless(response, {})),
};
