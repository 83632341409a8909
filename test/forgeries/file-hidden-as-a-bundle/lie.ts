import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list, truly signed, calls a program a bundle, and no provenance is about it.',
  code: 'SUBJECT_MISSING',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: (statement) => {
        statement.subject = statement.subject.filter(({ name }) => name !== ARCHIVE);
      },
      colophon: ({ assets }) => {
        for (const asset of assets) if (asset.name === ARCHIVE) asset.role = 'bundle';
      },
    }),
};
