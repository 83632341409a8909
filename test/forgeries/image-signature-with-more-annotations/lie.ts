import { edited, statementOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The signature says more than a role, with control characters that would repaint a screen.',
  code: 'IMAGE_ROLE_MISMATCH',
  of: 'images',

  made: statementOf({ content: 'widget', label: 'index', says: 'signature' }, (statement) =>
    edited(statement, (text) =>
      text.replace('"tag":"v1.2.3"', '"tag":"v1.2.3","\\u001b[2J\\u202egood":"\\u001b[32mverified\\u0007"'),
    ),
  ),
};
