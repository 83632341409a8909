import { AMD64, amd64Manifest, edited, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'What is said to be the config of an image is one of a chart.',
  code: 'DESCRIPTOR_MISMATCH',
  of: 'images',

  made: amd64Manifest((manifest) =>
    edited(manifest, (text) =>
      text.replace('application/vnd.oci.image.config.v1+json', 'application/vnd.cncf.helm.config.v1+json'),
    ),
  ),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
