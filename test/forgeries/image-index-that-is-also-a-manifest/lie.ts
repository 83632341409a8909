import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index has layers, too: some run it as an image that nobody signed as one (CVE-2021-41190).',
  code: 'MANIFEST_AMBIGUOUS',
  of: 'images',

  made: () => ({ index: (index) => ({ ...index, layers: [] }) }),
};
