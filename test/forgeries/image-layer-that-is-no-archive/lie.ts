import { ARM64, bytesOf, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'What is signed as a layer is none; only --deep looks.',
  code: 'MANIFEST_MALFORMED',
  of: 'images',
  made: () => ({ layer: (_, piece) => on({ label: ARM64 }, piece, bytesOf('no layer')) }),
  options: { deep: true },
  peer: { digest: (release) => platformOf(release, ARM64) },
};
