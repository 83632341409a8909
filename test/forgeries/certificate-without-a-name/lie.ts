import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The certificate names nobody.',
  code: 'CERTIFICATE_NAMES_NOT_ONE',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { names: [] } }),
};
