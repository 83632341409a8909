import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance says another trigger than the certificate.',
  code: 'PROVENANCE_CONTRADICTS_CERTIFICATE',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ predicate }) => {
        Object.assign(predicate.buildDefinition.internalParameters.github, { event_name: 'schedule' });
      },
    }),
};
