import { ARM64, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The config names no layer, and the manifest one: unpacked by one it holds more than by the other.',
  code: 'MANIFEST_MALFORMED',
  of: 'images',

  made: () => ({
    config: (config, piece) =>
      on({ label: ARM64 }, piece, { ...config, rootfs: { type: 'layers', diff_ids: [] } }),
  }),
  peer: { digest: (release) => platformOf(release, ARM64) },
};
