import { ARM64, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The config of linux/arm64 says amd64: whoever asks for one gets the other.',
  code: 'IMAGE_PLATFORM_MISMATCH',
  of: 'images',

  made: () => ({
    config: (config, piece) => on({ label: ARM64 }, piece, { ...config, architecture: 'amd64' }),
  }),
  peer: { digest: (release) => platformOf(release, ARM64) },
};
