import { createKeys } from '../../../src/adapters/local-sigstore/keys.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The timestamp is by an authority of the forger’s, whose certificate comes with it.',
  code: 'TIMESTAMP_INVALID',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { timestampAuthority: createKeys(Date.now()).timestampAuthority } }),
};
