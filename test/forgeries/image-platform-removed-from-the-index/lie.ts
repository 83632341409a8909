import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index leaves out a platform that the sealed list promises.',
  code: 'PLATFORM_MISSING',
  of: 'images',

  made: () => ({ index: ({ manifests, ...index }) => ({ ...index, manifests: manifests.slice(1) }) }),
};
