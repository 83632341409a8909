import { CHART } from '../../support/image-release.ts';
import { edited } from '../image-edits.ts';
import type { ImageLie } from '../image-lie.ts';

export const lie: ImageLie = {
  claim: 'What lies in the place of the chart is no chart.',
  code: 'CHART_MALFORMED',
  of: 'images',

  made: () => ({
    manifest: (manifest, piece) =>
      piece.content === 'greeter'
        ? edited(manifest, (text) =>
            text.replace(
              'application/vnd.cncf.helm.config.v1+json',
              'application/vnd.oci.image.config.v1+json',
            ),
          )
        : undefined,
  }),
  asked: { repository: CHART, digest: ({ chart }) => chart.digest },
  peer: { repository: CHART, digest: ({ chart }) => chart.digest },
};
