import { reading } from '../producer-edits.ts';
import { MIRRORED } from '../producer-world.ts';
import { say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The mirror takes the layers, and serves other bytes under their digests.',
  code: 'MIRROR_DIFFERS',
  of: 'producer',
  by: 'mirror',
  answers: () => reading({ kind: 'blobs', name: MIRRORED }, (response) => say(response, 'something else')),
};
