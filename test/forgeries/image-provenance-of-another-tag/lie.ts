import { edited, statementOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The provenance of the image says the tag of the previous version.',
  code: 'PROVENANCE_OF_OTHER_TAG',
  of: 'images',

  made: statementOf({ content: 'widget', says: 'provenance' }, (statement) =>
    edited(statement, (text) => text.replaceAll('"tag":"v1.2.3"', '"tag":"v1.2.2"')),
  ),
  peer: { attested: 'slsaprovenance1' },
};
