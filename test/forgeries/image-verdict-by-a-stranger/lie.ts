import { ORIGIN } from '../../support/image-release.ts';
import { rootOf, verdictOver } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'Somebody else attached a statement of theirs to the image.',
  code: 'REFERRER_UNLISTED',
  of: 'images',
  told: async (release, stranger) => {
    await release.attach(ORIGIN, rootOf(release), verdictOver(rootOf(release)), stranger);
  },
};
