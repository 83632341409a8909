import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE, SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list, truly signed, names a file outside its directory.',
  code: 'COLOPHON_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: ({ assets }) => {
        const [archive] = assets.filter(({ name }) => name === ARCHIVE);
        if (archive === undefined) throw new TypeError('no archive');
        assets.unshift({ ...archive, name: '../widget' });
      },
    }),
};
