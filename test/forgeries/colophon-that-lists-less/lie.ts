import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE, SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list, truly signed, leaves out the archive.',
  code: 'NOT_COVERED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: (list) => {
        list.assets = list.assets.filter(({ name, describes }) => name !== ARCHIVE && describes !== ARCHIVE);
      },
    }),
};
