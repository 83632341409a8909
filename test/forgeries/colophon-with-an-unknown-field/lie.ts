import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list has a field that this version does not know, and that newer ones obey.',
  code: 'COLOPHON_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: (list) => {
        list['replaces'] = 'v1.1.0';
      },
    }),
};
