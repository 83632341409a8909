import { CHART } from '../../support/image-release.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The chart says the application of the previous version.',
  code: 'CHART_VERSION_MISMATCH',
  of: 'images',

  made: () => ({
    chart: (texts) => void (texts['Chart.yaml'] = texts['Chart.yaml']?.replace('v1.2.3', 'v1.2.2') ?? ''),
  }),
  asked: { repository: CHART, digest: ({ chart }) => chart.digest },
  peer: { repository: CHART, digest: ({ chart }) => chart.digest },
};
