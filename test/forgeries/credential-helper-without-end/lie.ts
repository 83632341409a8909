import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The program that keeps the password prints on and on, until memory is full.',
  code: 'CREDENTIAL_HELPER_FAILED',
  of: 'producer',
  by: 'copy',
  members: true,
  helper: 'exec yes',
};
