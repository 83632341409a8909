import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The signed provenance is about nothing, so it contradicts nothing.',
  code: 'STATEMENT_WITHOUT_SUBJECT',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: (statement) => {
        statement.subject = [];
      },
    }),
};
