import { demand } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The registry says that tokens are to be had, for the password, at a host that does not encrypt.',
  code: 'REGISTRY_NOT_ENCRYPTED',
  exit: 2,
  of: 'registry',
  answers: () => (_, response) => {
    demand(response, 'Bearer realm="http://auth.example/token",service="registry"');
    return true;
  },
  login: true,
  // They have no password for it.
  peer: 'silent',
};
