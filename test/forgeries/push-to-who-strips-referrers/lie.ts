import { stripping } from '../producer-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';
import { WIDGET } from '../producer-world.ts';

export const lie: ProducerLie = {
  claim:
    'The registry takes every attestation, and lists none: what is public later would have nobody’s signature.',
  code: 'REFERRER_LOST',
  of: 'producer',
  by: 'push',
  answers: () => stripping(WIDGET),
};
