import { taken } from '../producer-edits.ts';
import { WIDGET } from '../producer-world.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry takes every manifest, says so, and keeps none of them.',
  code: 'MANIFEST_MISSING',
  of: 'producer',
  by: 'push',
  answers: () => taken({ kind: 'manifests', name: WIDGET }),
};
