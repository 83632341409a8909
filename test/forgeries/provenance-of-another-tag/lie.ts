import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance says another tag than the seal.',
  code: 'PROVENANCE_OF_OTHER_TAG',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ predicate: { buildDefinition } }) => {
        buildDefinition.externalParameters.tag = 'v1.3.0';
      },
    }),
};
