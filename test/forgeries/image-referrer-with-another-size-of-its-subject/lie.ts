import { AMD64, edited, platformOf, signatureReferrer } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A signature says another size of what it is attached to.',
  code: 'DESCRIPTOR_MISMATCH',
  of: 'images',

  made: signatureReferrer((manifest) =>
    edited(manifest, (text) => text.replace(/("subject":\{[^}]*"size":)\d+/, '$17')),
  ),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
