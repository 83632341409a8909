import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance is of another run than the one that signed.',
  code: 'PROVENANCE_CONTRADICTS_CERTIFICATE',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ predicate }) => {
        predicate.runDetails.metadata.invocationId =
          'https://github.com/acme/widget/actions/runs/2/attempts/1';
      },
    }),
};
