import { heardNothing } from '../elsewhere.ts';
import { about, say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry wants the layers, and the password with them, at another host.',
  code: 'REDIRECT_REFUSED',
  of: 'producer',
  by: 'push',
  members: true,
  answers: ({ elsewhere }) =>
    about({ kind: 'blobs/uploads' }, (response) =>
      say(
        response,
        '',
        { Location: `${elsewhere.origin.replace('127.0.0.1', 'localhost')}/upload?state=1` },
        202,
      ),
    ),
  heard: ({ elsewhere }) => heardNothing(elsewhere),
};
