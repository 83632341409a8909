import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The registry has nothing under the digest that the image is to be made upon.',
  code: 'BASE_MISSING',
  of: 'producer',
  by: 'base',
  told: ({ target }) => target.empty(),
};
