import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { about, referrersPage, say, strangers } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The list of what is attached has one page after another, each of things of which nobody has heard.',
  code: 'REGISTRY_ANSWER_INVALID',
  exit: 3,
  of: 'registry',
  answers: () =>
    about({ kind: 'referrers' }, (response, { url }) => {
      const page = Number(url.searchParams.get('page') ?? 0);
      say(response, referrersPage(strangers(1000, page)), {
        'Content-Type': OCI_INDEX,
        Link: `<${url.pathname}?page=${page + 1}>; rel="next"`,
      });
    }),
  // They follow no pages, and would not be asked about this.
  peer: 'silent',
};
