import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { PROVENANCE, CHECKSUMS } from '../target.ts';

export const lie: Lie = {
  claim:
    'A truly signed checksum list escapes a line feed in a name, which some readers take for a line of its own.',
  code: 'CHECKSUM_LIST_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(CHECKSUMS), bundle: name(PROVENANCE) }),
  make: async (_world, target) =>
    remake(target, { checksums: (text) => `${text}\\${'0'.repeat(64)}  widget\\n\n` }),
};
