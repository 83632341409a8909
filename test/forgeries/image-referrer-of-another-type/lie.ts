import { AMD64, edited, platformOf, signatureReferrer } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim:
    'A signature is attached as something of another type, which programs that look for bundles do not see.',
  code: 'REFERRER_MALFORMED',
  of: 'images',
  made: signatureReferrer((manifest) =>
    edited(manifest, (text) =>
      text.replace(/("artifactType":")[^"]*(","config")/, '$1application/vnd.example.notes$2'),
    ),
  ),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
