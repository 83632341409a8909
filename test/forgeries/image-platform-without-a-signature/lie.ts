import { AMD64, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A platform was never signed: its index is.',
  code: 'IMAGE_NOT_SIGNED',
  of: 'images',

  made: () => ({
    statement: (_, piece) => on({ content: 'widget', label: AMD64, says: 'signature' }, piece, null),
  }),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
