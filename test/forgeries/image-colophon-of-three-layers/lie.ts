import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The sealed list is attached with a third layer behind it.',
  code: 'REFERRER_MALFORMED',
  of: 'images',

  made: () => ({
    seal: (manifest) => {
      const { layers } = manifest as { readonly layers: readonly object[] };
      return { ...manifest, layers: [...layers, ...layers.slice(1)] };
    },
  }),
};
