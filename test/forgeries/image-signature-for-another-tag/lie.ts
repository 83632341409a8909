import { edited, statementOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The signature of the image says the tag of the next version.',
  code: 'IMAGE_ROLE_MISMATCH',
  of: 'images',

  made: statementOf({ content: 'widget', label: 'index', says: 'signature' }, (statement) =>
    edited(statement, (text) => text.replace('"tag":"v1.2.3"', '"tag":"v1.2.4"')),
  ),
};
