import { SECRET } from '../registry-world.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The program that keeps the password prints something else, with a token in it.',
  code: 'CREDENTIAL_HELPER_FAILED',
  of: 'producer',
  by: 'copy',
  members: true,
  helper: `echo 'Welcome! Your token is ${SECRET}'`,
};
