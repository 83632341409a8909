import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'The signed provenance leaves out the archive that was not built there.',
  code: 'SUBJECT_MISSING',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: (statement) => {
        statement.subject = statement.subject.filter(({ name }) => name !== ARCHIVE);
      },
    }),
};
