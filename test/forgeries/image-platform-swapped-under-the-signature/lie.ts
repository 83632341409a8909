import { ORIGIN } from '../../support/image-release.ts';
import { AMD64, ARM64, bytesOf, platformOf, rootOf, textOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The index is edited where it lies: it names one platform’s image for both, under its old digest.',
  code: 'CONTENT_DAMAGED',
  of: 'images',

  told: (release) => {
    const { content } = release.memory.repository(ORIGIN);
    const before = textOf(content.get(rootOf(release)) ?? new Uint8Array());
    const after = before.replace(platformOf(release, ARM64), platformOf(release, AMD64));
    content.set(rootOf(release), bytesOf(after));
  },
};
