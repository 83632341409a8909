import { edited } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The sealed list is attached under the file name of another version.',
  code: 'COLOPHON_NAME_WRONG',
  of: 'images',
  made: () => ({ seal: (manifest) => edited(manifest, (text) => text.replaceAll('v1.2.3', 'v1.2.4')) }),
};
