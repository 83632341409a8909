import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { heardNothing } from '../elsewhere.ts';
import { about, referrersPage, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The next page of what is attached lies at another host, which is to be asked with the token.',
  code: 'REGISTRY_ANSWER_INVALID',
  exit: 3,
  of: 'registry',
  answers: ({ elsewhere }) =>
    about({ kind: 'referrers' }, (response, { url }) =>
      say(response, referrersPage([]), {
        'Content-Type': OCI_INDEX,
        Link: `<${elsewhere.origin}${url.pathname}>; rel="next"`,
      }),
    ),
  login: true,
  heard: ({ elsewhere }) => heardNothing(elsewhere),
  peer: 'silent',
};
