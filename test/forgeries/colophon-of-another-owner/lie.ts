import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list says another number of the owner than the certificate that signed it.',
  code: 'COLOPHON_SAYS_OTHERWISE',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: ({ repository }) => {
        repository.ownerId = '667';
      },
    }),
};
