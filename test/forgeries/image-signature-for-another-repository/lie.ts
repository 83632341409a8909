import { ORIGIN, OTHER_ORIGIN } from '../../support/image-release.ts';
import { edited, statementOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The signature of the image says another repository.',
  code: 'IMAGE_ROLE_MISMATCH',
  of: 'images',

  made: statementOf({ content: 'widget', label: 'index', says: 'signature' }, (statement) =>
    edited(statement, (text) => text.replace(ORIGIN, OTHER_ORIGIN)),
  ),
};
