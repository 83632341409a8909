import { canonicalText } from '../../../src/formats/canonical-json.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The signed statement has the key `subject` twice: readers differ in which one they take.',
  code: 'STATEMENT_MALFORMED',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: (statement) =>
        Buffer.from(
          canonicalText(statement).replace('{', `{"subject":${canonicalText(statement.subject.slice(1))},`),
        ),
    }),
};
