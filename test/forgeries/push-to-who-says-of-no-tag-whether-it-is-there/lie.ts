import { PRODUCED_TAG } from '../producer-world.ts';
import { about, say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim:
    'The registry forbids to ask for the name: whoever takes that for “it is free” takes it from somebody.',
  code: 'REGISTRY_UNAUTHORIZED',
  of: 'producer',
  by: 'push',
  answers: () =>
    about({ kind: 'manifests', reference: PRODUCED_TAG }, (response) =>
      say(response, JSON.stringify({ errors: [{ code: 'NAME_UNKNOWN', message: 'no such name' }] }), {}, 403),
    ),
};
