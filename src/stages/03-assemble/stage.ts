// Stage 03: one OCI index per image, computed from the descriptors of its platforms.
// Reads what was built, and asks no registry. A release without images has nothing to assemble.
import { stage } from '../../engine/stage.ts';

export const assemble = stage({
  name: 'assemble',
  promise: 'Each image is one index of exactly the platforms that were promised.',
  revision: 1,
  reads: ['gate', 'build'],
  needs: [],
  repeats: 'once',
  parts: () => [],
  run: async () => ({ indexes: [] }),
  join: () => ({ indexes: [] }),
  says: () => 'no images, nothing to assemble',
});
