import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'The signed provenance has the archive’s name, and another digest.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ subject }) => {
        for (const one of subject) if (one.name === ARCHIVE) one.digest = { sha256: '0'.repeat(64) };
      },
    }),
};
