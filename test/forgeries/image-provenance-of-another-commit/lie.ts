import { edited, statementOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The provenance of the image names another commit than it was made from.',
  code: 'PROVENANCE_OF_OTHER_COMMIT',
  of: 'images',

  made: statementOf({ content: 'widget', says: 'provenance' }, (statement) =>
    edited(statement, (text) => text.replaceAll('0123456789abcdef0123456789abcdef01234567', 'e'.repeat(40))),
  ),
  peer: { attested: 'slsaprovenance1' },
};
