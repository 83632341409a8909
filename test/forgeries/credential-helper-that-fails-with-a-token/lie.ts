import { SECRET } from '../registry-world.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The program that keeps the password fails, and prints the token in its error.',
  code: 'CREDENTIAL_HELPER_FAILED',
  of: 'producer',
  by: 'copy',
  members: true,
  helper: `echo 'cannot store ${SECRET}' | tee /dev/stderr; exit 1`,
};
