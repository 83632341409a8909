import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'A signed statement lies where the signature over the sealed list should be.',
  code: 'BUNDLE_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) => target.write(SEAL_BUNDLE, target.read(PROVENANCE).subarray(0, -1)),
};
