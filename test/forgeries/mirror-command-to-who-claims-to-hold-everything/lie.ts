import { taken } from '../producer-edits.ts';
import { say } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim:
    'The other registry says of every blob that it is there, takes it when it is sent all the same, and serves none.',
  code: 'CONTENT_MISSING',
  of: 'producer',
  by: 'copy',
  answers: () => (question, response) => {
    if (question.kind !== 'blobs') return taken({ kind: 'blobs/uploads' })(question, response);
    say(response, '', {}, question.request.method === 'HEAD' ? 200 : 404);
    return true;
  },
  kind: { strict: false },
};
