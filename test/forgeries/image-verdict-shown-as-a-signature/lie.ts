import { ORIGIN } from '../../support/image-release.ts';
import { rootOf, verdictOver } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A signed verdict that the image failed is attached; others count it as a signature.',
  code: 'STATEMENT_NO_SIGNATURE',
  of: 'images',

  told: async (release) => {
    const root = rootOf(release);
    await release.attach(ORIGIN, root, verdictOver(root));
  },
};
