import { ORIGIN } from '../../support/image-release.ts';
import { AMD64, bytesOf, platformOf, textOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A manifest of more than 4 MiB is to fill the memory of whoever reads it.',
  code: 'MANIFEST_MALFORMED',
  of: 'images',

  told: (release) => {
    const { content } = release.memory.repository(ORIGIN);
    const digest = platformOf(release, AMD64);
    const manifest = textOf(content.get(digest) ?? new Uint8Array());
    content.set(digest, bytesOf(manifest.replace('{', `{"filler":"${'x'.repeat(4 * 1024 * 1024)}",`)));
  },
  peer: { digest: (release) => platformOf(release, AMD64) },
};
