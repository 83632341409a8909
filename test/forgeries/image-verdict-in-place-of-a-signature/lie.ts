import { AMD64, on, platformOf, verdictOver } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A platform has a signed verdict that it failed where its signature should be.',
  code: 'STATEMENT_NO_SIGNATURE',
  of: 'images',

  made: () => {
    const wanted = { content: 'widget', label: AMD64 } as const;
    return {
      statement: (_, piece) => (piece.says === 'provenance' ? undefined : on(wanted, piece, null)),
      more: (piece, digest) => on(wanted, piece, verdictOver(digest)),
    };
  },
  peer: { digest: (release) => platformOf(release, AMD64) },
};
