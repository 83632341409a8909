import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The list of a release says that it is a rehearsal, by which anything may be excused later.',
  code: 'REHEARSAL_NOT_RELEASE',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: (list) => {
        list.rehearsal = true;
      },
    }),
};
