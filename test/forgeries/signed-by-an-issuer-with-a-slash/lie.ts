import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The issuer is the true one, and a slash.',
  code: 'ISSUER_MISMATCH',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { run: { issuer: `${target.run.issuer}/` } } }),
};
