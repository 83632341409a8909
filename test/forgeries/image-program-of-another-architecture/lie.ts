import { elfHead } from '../../support/elf-head.ts';
import { ARM64, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The image of linux/arm64 holds a program for x86-64; only --deep looks.',
  code: 'BINARY_OF_OTHER_PLATFORM',
  of: 'images',

  made: () => ({
    layer: (texts, piece) => {
      if (piece.label === ARM64) texts['widget'] = Buffer.from(elfHead({ machine: 62 })).toString('latin1');
      return undefined;
    },
  }),
  options: { deep: true },
  peer: { digest: (release) => platformOf(release, ARM64) },
};
