import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance says another commit than the seal.',
  code: 'PROVENANCE_OF_OTHER_COMMIT',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ predicate: { buildDefinition } }) => {
        for (const { digest } of buildDefinition.resolvedDependencies.slice(0, 1))
          Object.assign(digest ?? {}, { gitCommit: '0123456789abcdef0123456789abcdef01234567' });
      },
    }),
};
