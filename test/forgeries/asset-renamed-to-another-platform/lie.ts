import type { Lie } from '../lie.ts';
import { ARCHIVE, OTHER_ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The archive of one platform lies under the name of another; its bytes are truly signed.',
  code: 'SUBJECT_NAME_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(OTHER_ARCHIVE), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.write(OTHER_ARCHIVE, target.read(ARCHIVE)),
};
