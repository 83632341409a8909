import { SECRET } from '../registry-world.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The password has a second line, which would be a header of its own.',
  code: 'CREDENTIAL_HELPER_FAILED',
  of: 'producer',
  by: 'copy',
  members: true,
  helper: String.raw`echo '{"Username":"ann\r\nX-Evil: 1","Secret":"${SECRET}"}'`,
};
