import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance file, on the sealed list, holds no bundle at all.',
  code: 'BUNDLE_MALFORMED',
  of: 'release',
  make: async (_world, target) => remake(target, { provenance: { edit: () => Buffer.from('{}') } }),
};
