import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance says that another builder built.',
  code: 'PROVENANCE_CONTRADICTS_CERTIFICATE',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ predicate }) => {
        predicate.runDetails.builder.id =
          'https://github.com/mallory/builder/.github/workflows/build.yml@refs/tags/v1';
      },
    }),
};
