import { heardNoSecret } from '../elsewhere.ts';
import { demand, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'Whoever gives tokens for the registry answers with a page for people.',
  code: 'REGISTRY_ANSWER_INVALID',
  exit: 3,
  of: 'registry',
  answers: (place) => {
    place.elsewhere.answer = (_, response) => say(response, '<html>Welcome</html>');
    return (_, response) => {
      demand(response, `Bearer realm="${place.elsewhere.origin}/token",service="registry"`);
      return true;
    };
  },
  heard: ({ elsewhere }) => heardNoSecret(elsewhere),
};
