import { AMD64, platformOf, signatureReferrer } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'Two bundles are attached as one; programs differ in which one they read.',
  code: 'REFERRER_MALFORMED',
  of: 'images',

  made: signatureReferrer((manifest) => {
    const { layers } = manifest as { readonly layers: readonly object[] };
    return { ...manifest, layers: [...layers, ...layers] };
  }),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
