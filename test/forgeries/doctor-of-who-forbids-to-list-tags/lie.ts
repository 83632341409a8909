import { about, say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim:
    'The registry forbids to list its tags, and says that it knows no such name: that is not “there are none”.',
  code: 'REGISTRY_UNAUTHORIZED',
  of: 'producer',
  by: 'doctor',
  answers: () =>
    about({ kind: 'tags' }, (response) =>
      say(response, JSON.stringify({ errors: [{ code: 'NAME_UNKNOWN', message: 'no such name' }] }), {}, 403),
    ),
};
