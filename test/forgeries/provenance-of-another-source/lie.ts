import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance says that the commit lies in another repository than the certificate.',
  code: 'PROVENANCE_CONTRADICTS_CERTIFICATE',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ predicate: { buildDefinition } }) => {
        for (const source of buildDefinition.resolvedDependencies.slice(0, 1))
          source.uri = 'git+https://github.com/mallory/widget@refs/tags/v1.2.0';
      },
    }),
};
