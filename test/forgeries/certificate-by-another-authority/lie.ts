import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { createOpenAuthority } from '../signing.ts';

export const lie: Lie = {
  claim: 'An authority that bears the true one’s name issued the certificate.',
  code: 'CERTIFICATE_UNTRUSTED',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { authority: createOpenAuthority() } }),
};
