import { createKey } from '../../../src/adapters/local-sigstore/authority.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The timestamp names the true authority and carries its certificate; the forger’s key signed it.',
  code: 'TIMESTAMP_INVALID',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      signing: { timestampAuthority: { ...target.keys.timestampAuthority, key: createKey().privateKey } },
    }),
};
