import { ORIGIN } from '../../support/image-release.ts';
import { AMD64, ARM64, forget, platformOf, rootOf, sealsOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'Another sealed list of the tag than the release’s is attached to the image.',
  code: 'RELEASE_EQUIVOCATES',
  of: 'images',

  told: async (release) => {
    for (const digest of sealsOf(release, ORIGIN)) forget(release, ORIGIN, digest);
    for (const digest of [rootOf(release), platformOf(release, AMD64), platformOf(release, ARM64)])
      await release.attachList(ORIGIN, digest, (list) => ({ ...list, prerelease: true }));
  },
  way: 'directory',
};
