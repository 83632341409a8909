// Stage 03: one OCI index per image, computed from the descriptors of its platforms (image-spec, image-index.md).
// Reads what was built, and asks no registry. A release without images has nothing to assemble.
import type { AssembleOutcome } from '../../domain/outcome/assemble.ts';
import { stage } from '../../engine/stage.ts';
import { assembleImage } from './assemble-image.ts';

export const assemble = stage({
  name: 'assemble',
  promise: 'Each image is one index of exactly the platforms that were promised.',
  revision: 1,
  reads: ['gate', 'build'],
  needs: ['store'],
  repeats: 'once',
  parts: (_input, { targets }) => targets.images.map(({ id }) => id),
  run: async (part, { gate, build }, { store }, { targets }) => {
    const target = targets.images.find(({ id }) => id === part);
    if (target === undefined) throw new TypeError(`no part ${part}`);
    return { indexes: [await assembleImage(target, build.images, gate.facts, store)] };
  },
  join: (done) => ({ indexes: [...done.values()].flatMap(({ indexes }) => indexes) }),
  says: ({ indexes }: AssembleOutcome) =>
    indexes.length === 0
      ? 'no images, nothing to assemble'
      : indexes
          .map(
            ({ image, platforms }) =>
              `${image} of ${platforms.length} platform${platforms.length === 1 ? '' : 's'}`,
          )
          .join(', '),
});
