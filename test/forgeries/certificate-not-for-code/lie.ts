import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The certificate is for servers, not for signing code.',
  code: 'CERTIFICATE_USAGE_WRONG',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { purposes: ['1.3.6.1.5.5.7.3.1'] } }),
};
