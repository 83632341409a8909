import { MIRROR } from '../../support/image-release.ts';
import { rootOf, verdictOver } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'On the mirror a signed verdict is attached that others count as a signature.',
  code: 'STATEMENT_NO_SIGNATURE',
  of: 'images',

  told: async (release) => {
    await release.attach(`${MIRROR}/widget`, rootOf(release), verdictOver(rootOf(release)));
  },
  way: 'directory',
  peer: { repository: `${MIRROR}/widget` },
};
