import { MIRROR, ORIGIN } from '../../support/image-release.ts';
import { ARM64, firstLayerOf, flip, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The mirror holds another layer than the origin.',
  code: 'MIRROR_DIFFERS',
  of: 'images',

  told: (release) =>
    flip(release, `${MIRROR}/widget`, firstLayerOf(release, ORIGIN, platformOf(release, ARM64))),
  way: 'directory',
  peer: { repository: `${MIRROR}/widget` },
};
