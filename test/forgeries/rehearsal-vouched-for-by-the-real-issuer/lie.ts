import { GITHUB_ISSUER } from '../../../src/verify/index.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The rehearsal’s authority names an issuer of the real world, which no constraint covers.',
  code: 'ISSUER_MISMATCH',
  of: 'rehearsal',
  make: async (_world, target) => remake(target, { signing: { run: { issuer: GITHUB_ISSUER } } }),
};
