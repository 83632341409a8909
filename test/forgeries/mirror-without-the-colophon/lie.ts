import { MIRROR } from '../../support/image-release.ts';
import { forget, sealsOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'On the mirror the sealed list is not attached to the image.',
  code: 'SEAL_MISSING',
  of: 'images',

  told: (release) => {
    for (const digest of sealsOf(release, `${MIRROR}/widget`)) forget(release, `${MIRROR}/widget`, digest);
  },
  way: 'directory',
  peer: { repository: `${MIRROR}/widget` },
};
