import { ORIGIN } from '../../support/image-release.ts';
import { rootOf, verdictOver } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A further statement by the true signer is attached, which the sealed list does not name.',
  code: 'REFERRER_UNLISTED',
  of: 'images',

  told: async (release) => {
    await release.attach(ORIGIN, rootOf(release), {
      ...verdictOver(rootOf(release)),
      predicateType: 'https://spdx.dev/Document',
    });
  },
};
