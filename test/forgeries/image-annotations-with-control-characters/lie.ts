import { AMD64, platformOf, signatureReferrer } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim:
    'A key and a value of annotations on what is attached would repaint a screen; the predicate lies, too.',
  code: 'REFERRER_ANNOTATION_LIES',
  of: 'images',

  made: signatureReferrer((manifest) => ({
    ...manifest,
    annotations: {
      '\u001b]0;verified\u0007': 'x',
      'dev.sigstore.bundle.predicateType': '\u001b[2J\u202everified',
    },
  })),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
