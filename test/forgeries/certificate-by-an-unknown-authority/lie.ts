import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { createOpenAuthority } from '../signing.ts';

export const lie: Lie = {
  claim:
    'An authority that the trusted root does not know issued the certificate: nothing is proved, nothing refuted.',
  code: 'TRUST_ROOT_DOES_NOT_KNOW',
  exit: 3,
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { authority: createOpenAuthority('Nobody') } }),
};
