import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The signed statement is of a version that does not exist.',
  code: 'STATEMENT_MALFORMED',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: (statement) => {
        statement._type = 'https://in-toto.io/Statement/v9';
      },
    }),
};
