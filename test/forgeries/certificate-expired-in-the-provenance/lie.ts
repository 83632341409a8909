import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The seal is true; the provenance was signed after its certificate had ended.',
  code: 'CERTIFICATE_EXPIRED',
  of: 'release',
  make: async (_world, target) => remake(target, { provenance: { from: -3_600_000 } }),
};
