import type { Lie } from '../lie.ts';
import { CHECKSUMS } from '../target.ts';

export const lie: Lie = {
  claim: 'One bit of the bundle beside the checksum list is another.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(CHECKSUMS), bundle: `${name(CHECKSUMS)}.sigstore.json` }),
  make: (_world, target) => target.flip(`${target.name(CHECKSUMS)}.sigstore.json`),
};
