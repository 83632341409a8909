import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance says another kind of machine than the certificate.',
  code: 'PROVENANCE_CONTRADICTS_CERTIFICATE',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ predicate }) => {
        Object.assign(predicate.buildDefinition.internalParameters.github, {
          runner_environment: 'self-hosted',
        });
      },
    }),
};
