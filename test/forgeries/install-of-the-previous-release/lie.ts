import { ORIGIN } from '../../support/image-release.ts';
import { NO_DIGEST } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The manifests mention the image by a digest of the previous release, under this tag.',
  code: 'REFERENCE_OF_OTHER_RELEASE',
  of: 'images',

  made: () => ({ install: (text, pinned) => text.replace(pinned, `${ORIGIN}:v1.2.3@${NO_DIGEST}`) }),
  way: 'directory',
  peer: { file: 'install.yaml', bundle: 'widget_v1.2.3.intoto.jsonl' },
};
