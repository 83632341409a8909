import { MIRROR } from '../../support/image-release.ts';
import { ARM64, forget, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The mirror lacks a platform of the image.',
  code: 'MIRROR_INCOMPLETE',
  of: 'images',

  told: (release) => forget(release, `${MIRROR}/widget`, platformOf(release, ARM64)),
  way: 'directory',
  peer: { repository: `${MIRROR}/widget` },
};
