import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index holds one platform twice, and programs differ in which one they take.',
  code: 'PLATFORM_TWICE',
  of: 'images',

  made: () => ({
    index: ({ manifests, ...index }) => ({ ...index, manifests: [...manifests, manifests[0]] }),
  }),
};
