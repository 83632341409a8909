import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The program that keeps the password never answers.',
  code: 'CREDENTIAL_HELPER_FAILED',
  of: 'producer',
  by: 'copy',
  members: true,
  helper: 'exec sleep 60',
  hangs: true,
};
