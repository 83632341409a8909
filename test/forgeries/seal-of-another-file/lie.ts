import { alone } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { ARCHIVE, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'A file comes with the signature that was made over the sealed list.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: ARCHIVE, bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) => {
    const bundle = target.path(SEAL_BUNDLE);
    return { targets: [target.path(ARCHIVE)], options: { ...alone(target), bundle } };
  },
};
