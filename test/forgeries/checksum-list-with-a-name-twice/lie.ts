import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE, PROVENANCE, CHECKSUMS } from '../target.ts';

export const lie: Lie = {
  claim: 'A truly signed checksum list has two digests for one name, and readers take either.',
  code: 'CHECKSUM_LIST_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(CHECKSUMS), bundle: name(PROVENANCE) }),
  make: async (_world, target) =>
    remake(target, { checksums: (text) => `${text}${'0'.repeat(64)}  ${ARCHIVE}\n` }),
};
