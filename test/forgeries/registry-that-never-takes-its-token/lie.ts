import { heardNoSecret } from '../elsewhere.ts';
import { demand, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The registry takes no token that it gave, and sends for a new one, for ever.',
  code: 'REGISTRY_UNAUTHORIZED',
  exit: 3,
  of: 'registry',
  answers: (place) => {
    place.elsewhere.answer = (_, response) => say(response, '{"token":"x"}');
    return (_, response) => {
      demand(response, `Bearer realm="${place.elsewhere.origin}/token",service="registry"`);
      return true;
    };
  },
  heard: ({ elsewhere }) => heardNoSecret(elsewhere),
};
