import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The certificate is for any use, and for none by name.',
  code: 'CERTIFICATE_USAGE_WRONG',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { purposes: ['2.5.29.37.0'] } }),
};
