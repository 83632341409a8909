import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The certificate begins after the signature was made.',
  code: 'CERTIFICATE_EXPIRED',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { from: 3_600_000 } }),
};
