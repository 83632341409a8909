import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index names each platform’s image for the other platform; all is signed.',
  code: 'PLATFORM_SWAPPED',
  of: 'images',

  made: () => ({
    index: ({ manifests: [a, b], ...index }) => ({
      ...index,
      manifests: [
        { ...b, platform: a?.platform },
        { ...a, platform: b?.platform },
      ],
    }),
  }),
};
