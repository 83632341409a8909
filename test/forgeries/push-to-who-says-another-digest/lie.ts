import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry takes the manifests, and says that it took something else.',
  code: 'CONTENT_DAMAGED',
  of: 'producer',
  by: 'push',
  told: ({ target, base }) => void (target.odd.digest = base.index),
};
