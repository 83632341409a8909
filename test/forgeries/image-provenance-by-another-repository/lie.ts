import { on } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The provenance of the image, attached and published, is by the workflow of another repository.',
  code: 'IDENTITY_MISMATCH',
  of: 'images',
  made: (stranger) => ({ signer: (piece) => on({ content: 'widget', says: 'provenance' }, piece, stranger) }),
  peer: { attested: 'slsaprovenance1' },
};
