import { ORIGIN, OTHER_ORIGIN } from '../../support/image-release.ts';
import { edited, statementOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The provenance of the image is about another repository.',
  code: 'IMAGE_ROLE_MISMATCH',
  of: 'images',

  made: statementOf({ content: 'widget', says: 'provenance' }, (statement) =>
    edited(statement, (text) => text.replaceAll(`"${ORIGIN}"`, `"${OTHER_ORIGIN}"`)),
  ),
  peer: { attested: 'slsaprovenance1' },
};
