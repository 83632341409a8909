import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list lets somebody else withdraw or amend the release.',
  code: 'COLOPHON_SAYS_OTHERWISE',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: (list) => {
        list.identity = { san: 'https://mallory.example/', issuer: 'https://issuer.mallory.example' };
      },
    }),
};
