import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The list of a rehearsal says that it is a release.',
  code: 'COLOPHON_SAYS_OTHERWISE',
  of: 'rehearsal',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: (list) => {
        list.rehearsal = false;
      },
    }),
};
