import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { about, referrersPage, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The last page of what is attached says that the first one is next.',
  code: 'REGISTRY_ANSWER_INVALID',
  exit: 3,
  of: 'registry',
  answers: () =>
    about({ kind: 'referrers' }, (response, { url }) =>
      say(response, referrersPage([]), {
        'Content-Type': OCI_INDEX,
        Link: `<${url.pathname}?page=${1 - Number(url.searchParams.get('page') ?? 1)}>; rel="next"`,
      }),
    ),
  peer: 'silent',
};
