import { MIRROR } from '../../support/image-release.ts';
import { rootOf, verdictOver } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'On the mirror something is attached that the sealed list does not name.',
  code: 'REFERRER_UNLISTED',
  of: 'images',

  told: async (release) => {
    await release.attach(`${MIRROR}/widget`, rootOf(release), {
      ...verdictOver(rootOf(release)),
      predicateType: 'https://spdx.dev/Document',
    });
  },
  way: 'directory',
  peer: { repository: `${MIRROR}/widget` },
};
