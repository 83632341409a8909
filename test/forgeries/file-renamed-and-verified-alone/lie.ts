import { alone } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { ARCHIVE, OTHER_ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The archive of one platform is given away under the name of another, with its true bundle.',
  code: 'SUBJECT_NAME_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(OTHER_ARCHIVE), bundle: name(PROVENANCE) }),
  make: (_world, target) => {
    target.write(OTHER_ARCHIVE, target.read(ARCHIVE));
    return { targets: [target.path(OTHER_ARCHIVE)], options: alone(target) };
  },
};
