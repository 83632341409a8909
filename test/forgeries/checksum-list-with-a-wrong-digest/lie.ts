import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { PROVENANCE, CHECKSUMS } from '../target.ts';

export const lie: Lie = {
  claim: 'A checksum list that is truly signed says another digest for one file.',
  code: 'CHECKSUM_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(CHECKSUMS), bundle: name(PROVENANCE) }),
  make: async (_world, target) =>
    remake(target, { checksums: (text) => text.replace(/^[0-9a-f]{8}/m, '00000000') }),
};
