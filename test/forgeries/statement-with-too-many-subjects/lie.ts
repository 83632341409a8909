import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: '1,025 subjects: one more than other verifiers take, so that they and we judge different things.',
  code: 'STATEMENT_TOO_LONG',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ subject }) => {
        for (let n = subject.length; n < 1025; n += 1)
          subject.push({ name: `file-${n}`, digest: { sha256: '0'.repeat(64) } });
      },
    }),
};
