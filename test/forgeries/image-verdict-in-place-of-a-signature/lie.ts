import { AMD64, on, platformOf, verdictOver } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim:
    'All that is attached to a platform is a signed verdict that it failed; others count it as a signature.',
  code: 'STATEMENT_NO_SIGNATURE',
  of: 'images',
  made: () => ({
    statement: (_, { content, label, says }) =>
      content === 'widget' && (says === 'provenance' || label === AMD64) ? null : undefined,
    more: (piece, digest) => on({ content: 'widget', label: AMD64 }, piece, verdictOver(digest)),
  }),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
