import { taken } from '../producer-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The other registry takes everything, says so, and keeps no manifest.',
  code: 'MANIFEST_MISSING',
  of: 'producer',
  by: 'copy',
  answers: () => taken({ kind: 'manifests' }),
};
