import { AMD64, changeFile, edited, on, platformOf, textOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The SBOM of a platform, published and signed, describes another image.',
  code: 'SBOM_DESCRIBES_OTHER',
  of: 'images',

  made: () => ({
    files: changeFile('widget.linux_amd64.spdx.json', (bytes) =>
      textOf(bytes).replace(/[0-9a-f]{64}/, '0'.repeat(64)),
    ),
    statement: (statement, piece) =>
      on({ content: 'widget', label: AMD64, says: 'sbom' }, piece, true)
        ? edited(statement, (text) => text.replace(/("checksumValue":")[0-9a-f]{64}/, `$1${'0'.repeat(64)}`))
        : undefined,
  }),
  way: 'directory',
  peer: { digest: (release) => platformOf(release, AMD64), attested: 'spdxjson' },
};
