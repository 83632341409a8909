import { taken } from '../producer-edits.ts';
import { PRODUCED_TAG, WIDGET } from '../producer-world.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim:
    'The registry takes the name, says so, and does not have it: the release would be announced under nothing.',
  code: 'TARGET_TAKEN',
  of: 'producer',
  by: 'publish',
  answers: () => (question, response) =>
    question.reference === PRODUCED_TAG && taken({ kind: 'manifests', name: WIDGET })(question, response),
  puts: true,
};
