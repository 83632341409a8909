import { AMD64, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The signature of another image of the release is attached in place of its own.',
  code: 'REFERRER_OF_OTHER_SUBJECT',
  of: 'images',

  made: () => {
    let taken: object | undefined;
    return {
      second: true,
      statement: (statement, piece) => {
        if (on({ content: 'agent', label: AMD64, says: 'signature' }, piece, true)) taken = statement;
        return on({ content: 'widget', label: AMD64, says: 'signature' }, piece, taken);
      },
    };
  },
  peer: { digest: (release) => platformOf(release, AMD64) },
};
