import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { PROVENANCE, CHECKSUMS } from '../target.ts';

export const lie: Lie = {
  claim: 'A truly signed checksum list vouches for a file that the release does not have.',
  code: 'CHECKSUM_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(CHECKSUMS), bundle: name(PROVENANCE) }),
  make: async (_world, target) =>
    remake(target, { checksums: (text) => `${text}${'0'.repeat(64)}  widget_darwin_arm64.tar.gz\n` }),
};
