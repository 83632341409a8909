import { AMD64, changeFile, platformOf, textOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The published SBOM leaves out what the signed one says; sealed and all.',
  code: 'SBOM_ATTESTED_OTHER',
  of: 'images',

  made: () => ({
    files: changeFile('widget.linux_amd64.spdx.json', (bytes) =>
      textOf(bytes).replaceAll('SPDXRef-Image', 'SPDXRef-Other'),
    ),
  }),
  peer: { digest: (release) => platformOf(release, AMD64), attested: 'spdxjson' },
};
