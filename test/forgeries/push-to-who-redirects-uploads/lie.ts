import { heardNothing } from '../elsewhere.ts';
import { say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry begins an upload, and redirects the bytes of it, with the password, to another host.',
  code: 'REDIRECT_REFUSED',
  of: 'producer',
  by: 'push',
  members: true,
  answers:
    ({ elsewhere }) =>
    ({ kind, request }, response) => {
      if (kind !== 'blobs/uploads' || request.method === 'POST') return false;
      request.resume();
      say(response, '', { Location: `${elsewhere.origin}/upload` }, 307);
      return true;
    },
  heard: ({ elsewhere }) => heardNothing(elsewhere),
};
