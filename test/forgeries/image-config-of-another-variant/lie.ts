import { ARM64, on, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The config says a variant of the architecture that neither index nor sealed list names.',
  code: 'IMAGE_PLATFORM_MISMATCH',
  of: 'images',

  made: () => ({ config: (config, piece) => on({ label: ARM64 }, piece, { ...config, variant: 'v9' }) }),
  peer: { digest: (release) => platformOf(release, ARM64) },
};
