import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { createOpenAuthority } from '../signing.ts';

export const lie: Lie = {
  claim: 'A rehearsal that its own trusted root does not know.',
  code: 'TRUST_ROOT_DOES_NOT_KNOW',
  of: 'rehearsal',
  make: async (_world, target) => remake(target, { signing: { authority: createOpenAuthority('Nobody') } }),
};
