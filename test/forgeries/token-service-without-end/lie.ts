import { heardNoSecret } from '../elsewhere.ts';
import { demand, endless } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The token goes on and on, until the reader’s memory is full.',
  code: 'REGISTRY_ANSWER_INVALID',
  exit: 3,
  of: 'registry',
  answers: (place) => {
    place.elsewhere.answer = (_, response) => endless(response, {});
    return (_, response) => {
      demand(response, `Bearer realm="${place.elsewhere.origin}/token",service="registry"`);
      return true;
    };
  },
  heard: ({ elsewhere }) => heardNoSecret(elsewhere),
  // They would read until the machine ends them.
  peer: 'silent',
};
