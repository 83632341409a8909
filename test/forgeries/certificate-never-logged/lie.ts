import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The certificate carries no proof that it stands in a public log, so nobody could have noticed it.',
  code: 'SCT_MISSING',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { ctLog: 'none' } }),
};
