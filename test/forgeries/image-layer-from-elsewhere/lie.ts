import { AMD64, amd64Manifest, firstLayer, platformOf } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'A layer is to be fetched from an address outside of the registry.',
  code: 'LAYER_ELSEWHERE',
  of: 'images',

  made: amd64Manifest((manifest) => firstLayer(manifest, { urls: ['https://evil.example/layer'] })),
  peer: { digest: (release) => platformOf(release, AMD64) },
};
