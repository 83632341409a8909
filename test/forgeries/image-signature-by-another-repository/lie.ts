import { AMD64, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The signature of a platform is on the sealed list, and is by the workflow of another repository.',
  code: 'IDENTITY_MISMATCH',
  of: 'images',
  made: (stranger) => ({
    signer: (piece) => on({ content: 'widget', label: AMD64, says: 'signature' }, piece, stranger),
  }),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
