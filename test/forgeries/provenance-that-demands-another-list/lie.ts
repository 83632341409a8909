import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance names another sealed list, so that the absence of this one would not be noticed.',
  code: 'PROVENANCE_NAMES_OTHER_COLOPHON',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ predicate: { buildDefinition } }) => {
        buildDefinition.externalParameters.colophon = 'widget_v1.2.0.other.json';
      },
    }),
};
