import { on } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'Nothing says who made the image.',
  code: 'IMAGE_WITHOUT_PROVENANCE',
  of: 'images',

  made: () => ({ statement: (_, piece) => on({ content: 'widget', says: 'provenance' }, piece, null) }),
  peer: { attested: 'slsaprovenance1' },
};
