import { canonicalText } from '../../../src/formats/canonical-json.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list has a key twice: readers differ in which one they take.',
  code: 'COLOPHON_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, { colophon: (list) => Buffer.from(canonicalText(list).replace('{', '{"assets":[],')) }),
};
