import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance has parameters that mean something else.',
  code: 'BUILD_TYPE_WRONG',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ predicate: { buildDefinition } }) => {
        buildDefinition.buildType = 'https://mallory.example/build/v1';
      },
    }),
};
