import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'Another issuer vouched for the very same name.',
  code: 'ISSUER_MISMATCH',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { run: { issuer: 'https://issuer.mallory.example' } } }),
};
