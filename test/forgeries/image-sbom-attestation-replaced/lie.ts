import { AMD64, edited, platformOf, statementOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The signed SBOM leaves out what the published one says.',
  code: 'SBOM_ATTESTED_OTHER',
  of: 'images',

  made: statementOf({ content: 'widget', label: AMD64, says: 'sbom' }, (statement) =>
    edited(statement, (text) => text.replace('SPDXRef-Image"', 'SPDXRef-Other"')),
  ),
  peer: { digest: (release) => platformOf(release, AMD64), attested: 'spdxjson' },
};
