import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list is not written in its one form, so that two documents say the same.',
  code: 'COLOPHON_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, { colophon: (list) => Buffer.from(JSON.stringify(list, null, 1)) }),
};
