import { CHART } from '../../support/image-release.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The chart’s config says another version than its Chart.yaml.',
  code: 'CHART_VERSION_MISMATCH',
  of: 'images',

  made: () => ({ chartConfig: (config) => ({ ...config, version: '1.2.4' }) }),
  asked: { repository: CHART, digest: ({ chart }) => chart.digest },
  peer: { repository: CHART, digest: ({ chart }) => chart.digest },
};
