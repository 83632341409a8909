import { createKey } from '../../../src/adapters/local-sigstore/authority.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The proof that the certificate was logged is by a log that nobody knows.',
  code: 'SCT_INVALID',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { ctLog: createKey().privateKey } }),
};
