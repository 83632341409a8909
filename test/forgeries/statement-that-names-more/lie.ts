import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim:
    'The signed provenance vouches for a file that the sealed list does not hold; alone it would be believed.',
  code: 'SUBJECT_NOT_LISTED',
  of: 'release',
  peer: ({ name }) => ({ file: name(ARCHIVE), bundle: name(PROVENANCE) }),
  make: async (_world, target) =>
    remake(target, {
      statement: ({ subject }) => {
        subject.push({ name: 'widget_darwin_arm64.tar.gz', digest: { sha256: '0'.repeat(64) } });
      },
    }),
};
