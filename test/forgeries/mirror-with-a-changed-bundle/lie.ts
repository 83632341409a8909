import { MIRROR, ORIGIN } from '../../support/image-release.ts';
import { firstLayerOf, flip, referrerOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The mirror holds another bundle than the origin.',
  code: 'MIRROR_DIFFERS',
  of: 'images',

  told: (release) =>
    flip(release, `${MIRROR}/widget`, firstLayerOf(release, ORIGIN, referrerOf(release).digest)),
  way: 'directory',
  peer: { repository: `${MIRROR}/widget` },
};
