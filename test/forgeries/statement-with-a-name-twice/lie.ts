import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'The signed provenance has two digests for one name.',
  code: 'SUBJECT_TWICE',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ subject }) => {
        subject.push({ name: ARCHIVE, digest: { sha256: '0'.repeat(64) } });
      },
    }),
};
