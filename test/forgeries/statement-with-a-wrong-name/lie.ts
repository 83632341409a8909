import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE } from '../target.ts';

export const lie: Lie = {
  claim: 'The signed provenance has the archive’s digest, and another name.',
  code: 'SUBJECT_NAME_MISMATCH',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ subject }) => {
        for (const one of subject) if (one.name === ARCHIVE) one.name = 'widget_darwin_arm64.tar.gz';
      },
    }),
};
