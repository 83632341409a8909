import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'A stolen key signs after its certificate has ended; the timestamp is true.',
  code: 'CERTIFICATE_EXPIRED',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { from: -3_600_000 } }),
};
