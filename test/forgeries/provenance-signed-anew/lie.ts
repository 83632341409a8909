import type { Lie } from '../lie.ts';
import { reprove } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance is another true one by the same signer, over the same files.',
  code: 'BUNDLE_NOT_LISTED',
  of: 'release',
  make: async (_world, target) => reprove(target, {}),
};
