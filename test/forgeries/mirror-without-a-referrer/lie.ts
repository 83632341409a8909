import { MIRROR } from '../../support/image-release.ts';
import { forget, referrerOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The mirror lacks one of the things that are attached to the image.',
  code: 'MIRROR_INCOMPLETE',
  of: 'images',

  told: (release) => forget(release, `${MIRROR}/widget`, referrerOf(release).digest),
  way: 'directory',
  peer: { repository: `${MIRROR}/widget` },
};
