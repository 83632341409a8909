import { stripping } from '../producer-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The other registry takes every attestation, and lists none.',
  code: 'REFERRER_LOST',
  of: 'producer',
  by: 'copy',
  answers: () => stripping(),
};
