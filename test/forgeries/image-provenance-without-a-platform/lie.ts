import { ARM64, platformOf, statementOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The provenance of the image leaves a platform out.',
  code: 'SUBJECT_MISSING',
  of: 'images',

  made: statementOf({ content: 'widget', says: 'provenance' }, (statement) => {
    const { subject } = statement as { readonly subject: readonly object[] };
    return { ...statement, subject: subject.slice(0, 2) };
  }),
  peer: { digest: (release) => platformOf(release, ARM64), attested: 'slsaprovenance1' },
};
