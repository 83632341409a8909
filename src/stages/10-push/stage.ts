// Stage 10: platforms, indexes and charts go into their registry by digest, then bundles and SBOMs as
// referrers. No tag is given here. A release of files alone has nothing to push.
import { stage } from '../../engine/stage.ts';

export const push = stage({
  name: 'push',
  promise: 'Every image and chart is in its registry by digest, with what was signed about it.',
  revision: 1,
  reads: ['gate', 'assemble', 'sign'],
  needs: [],
  repeats: 'again',
  parts: () => [],
  run: async () => ({ pushed: [] }),
  join: () => ({ pushed: [] }),
  says: () => 'no images or charts, nothing to push',
});
