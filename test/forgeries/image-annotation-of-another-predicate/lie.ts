import { AMD64, edited, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'What is attached says in its annotation that it is a provenance, and is an SBOM.',
  code: 'REFERRER_ANNOTATION_LIES',
  of: 'images',

  made: () => ({
    referrer: (manifest, piece) =>
      on({ content: 'widget', label: AMD64, says: 'sbom' }, piece, true)
        ? edited(manifest, (text) =>
            text.replace('https://spdx.dev/Document', 'https://slsa.dev/provenance/v1'),
          )
        : undefined,
  }),
  peer: { digest: (release) => platformOf(release, AMD64), attested: 'spdxjson' },
};
