import { ORIGIN } from '../../support/image-release.ts';
import { rootOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A sealed list that somebody else signed is attached beside the true one.',
  code: 'REFERRER_UNLISTED',
  of: 'images',
  told: (release, stranger) =>
    release.attachList(ORIGIN, rootOf(release), (list) => ({ ...list, prerelease: true }), stranger),
};
