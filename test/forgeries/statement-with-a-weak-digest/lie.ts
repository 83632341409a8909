import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'The signed provenance names the archive by SHA-1 only.',
  code: 'STATEMENT_MALFORMED',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ subject }) => {
        for (const one of subject) if (one.name === ARCHIVE) one.digest = { sha1: '0'.repeat(40) };
      },
    }),
};
