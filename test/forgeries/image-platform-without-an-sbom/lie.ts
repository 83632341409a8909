import { AMD64, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A platform has no signed SBOM, though one is published.',
  code: 'SBOM_NOT_ATTESTED',
  of: 'images',

  made: () => ({
    statement: (_, piece) => on({ content: 'widget', label: AMD64, says: 'sbom' }, piece, null),
  }),
  peer: { digest: (release) => platformOf(release, AMD64), attested: 'spdxjson' },
};
