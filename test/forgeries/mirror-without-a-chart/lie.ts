import { MIRROR } from '../../support/image-release.ts';
import { forget } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The mirror lacks the chart.',
  code: 'MIRROR_INCOMPLETE',
  of: 'images',

  told: (release) => forget(release, `${MIRROR}/charts/greeter`, release.chart.digest),
  way: 'directory',
  peer: 'silent',
};
