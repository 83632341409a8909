import { heardNoSecret } from '../elsewhere.ts';
import { demand, provenanceOf, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim:
    'The registry demands a password, gets it, and sends the reader of a signature to another host, which demands it as well.',
  code: 'REGISTRY_UNAUTHORIZED',
  exit: 3,
  of: 'registry',
  answers: (place) => {
    const { elsewhere } = place;
    elsewhere.answer = (_, response) => demand(response, 'Basic realm="here, too"');
    return (question, response) => {
      if (question.request.headers.authorization === undefined) demand(response, 'Basic realm="registry"');
      else if (question.reference === provenanceOf(place))
        say(response, '', { Location: `${elsewhere.origin}/bundle` }, 307);
      else return false;
      return true;
    };
  },
  login: true,
  heard: ({ elsewhere }) => heardNoSecret(elsewhere),
  // They have no password for it.
  peer: 'silent',
};
