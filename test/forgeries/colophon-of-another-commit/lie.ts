import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list says another commit than the certificate that signed it.',
  code: 'COLOPHON_SAYS_OTHERWISE',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: (list) => {
        list.commit = '0123456789abcdef0123456789abcdef01234567';
      },
    }),
};
