import { alone } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { ARCHIVE, SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list, truly signed, is handed out under the name of the archive, and verified alone.',
  code: 'COLOPHON_NAME_WRONG',
  of: 'release',
  peer: ({ name }) => ({ file: ARCHIVE, bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) => {
    target.write(ARCHIVE, target.read(SEAL));
    const bundle = target.path(SEAL_BUNDLE);
    return { targets: [target.path(ARCHIVE)], options: { ...alone(target), bundle } };
  },
};
