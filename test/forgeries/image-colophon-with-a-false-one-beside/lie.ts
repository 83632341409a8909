import { ORIGIN } from '../../support/image-release.ts';
import { rootOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'Something that says that it is a sealed list, and is none, is attached beside the true one.',
  code: 'REFERRER_UNLISTED',
  of: 'images',

  told: (release) => release.attachList(ORIGIN, rootOf(release), (list) => ({ ...list, tag: 'v1.2.4' })),
};
