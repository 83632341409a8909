// What the build says when it has ended.
import type { BuildOutcome } from '../../domain/outcome/build.ts';
import { formatPlatform } from '../../domain/platform.ts';

/** `8 files by 4 builders, 1 image for linux/amd64, linux/arm64`. */
export const said = ({ files, images }: BuildOutcome): string => {
  const builders = new Set(files.map(({ builder }) => builder)).size;
  const ids = new Set(images.map(({ image }) => image)).size;
  const platforms = new Set(images.map(({ manifest }) => formatPlatform(manifest.platform)));
  const made = [
    ...(files.length === 0 ? [] : [`${counted(files.length, 'file')} by ${counted(builders, 'builder')}`]),
    ...(images.length === 0 ? [] : [`${counted(ids, 'image')} for ${[...platforms].join(', ')}`]),
  ];
  return made.length === 0 ? 'nothing to build' : made.join(', ');
};

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
