import { rootOf } from '../image-edits.ts';
import { about, say } from '../registry-edits.ts';
import type { RegistryLie } from '../registry-lie.ts';

export const lie: RegistryLie = {
  claim: 'The registry sends the reader of the manifest round and round.',
  code: 'REDIRECT_REFUSED',
  exit: 3,
  of: 'registry',
  answers: ({ release }) =>
    about({ kind: 'manifests', reference: rootOf(release) }, (response, { url }) =>
      say(
        response,
        '',
        { Location: `${url.pathname}?again=${Number(url.searchParams.get('again')) + 1}` },
        307,
      ),
    ),
};
