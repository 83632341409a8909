import { CHART } from '../../support/image-release.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'The published chart is another archive than the one in the registry; both are signed.',
  code: 'CHART_NOT_THE_ASSET',
  of: 'images',

  made: () => ({
    files: (files) => {
      const other = files.get('widget_linux_amd64.tar.gz');
      if (other === undefined) throw new TypeError('no archive');
      files.set('greeter-1.2.3.tgz', { role: 'chart', bytes: other.bytes });
    },
  }),
  asked: { repository: CHART, digest: ({ chart }) => chart.digest },
  peer: { repository: CHART, digest: ({ chart }) => chart.digest },
};
