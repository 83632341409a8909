import { demand } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The registry demands a password, gets it, and demands it again, for ever.',
  code: 'REGISTRY_UNAUTHORIZED',
  exit: 3,
  of: 'registry',
  answers: () => (_, response) => {
    demand(response, 'Basic realm="registry"');
    return true;
  },
  login: true,
  peer: 'silent',
};
