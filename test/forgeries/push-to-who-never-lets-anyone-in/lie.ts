import { demand } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry demands a password, gets it, and demands it again, for ever.',
  code: 'REGISTRY_UNAUTHORIZED',
  of: 'producer',
  by: 'push',
  members: true,
  answers: () => (_, response) => {
    demand(response, 'Basic realm="members"');
    return true;
  },
  heard: ({ target }) => {
    if (target.asked.length > 60) throw new Error(`it was asked ${target.asked.length} times`);
  },
};
