import { OCI_INDEX } from '../../../src/domain/oci.ts';
import { about, referrersPage, say, strangers } from '../registry-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';

export const lie: ProducerLie = {
  claim: 'The list of what is attached has one page after another.',
  code: 'REGISTRY_ANSWER_INVALID',
  of: 'producer',
  by: 'copy',
  source: () =>
    about({ kind: 'referrers' }, (response, { url }) => {
      const page = Number(url.searchParams.get('page') ?? 0);
      say(response, referrersPage(strangers(1000, page)), {
        'Content-Type': OCI_INDEX,
        Link: `<${url.pathname}?page=${page + 1}>; rel="next"`,
      });
    }),
};
