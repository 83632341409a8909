import { canonicalJson } from '../../../src/formats/canonical-json.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'A signed withdrawal lies where the sealed list should be.',
  code: 'DOCUMENT_KIND_WRONG',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: ({ tag, commit }) =>
        canonicalJson({ kind: 'colophon.withdrawal', version: 1, tag, commit, reason: 'a hole' }),
    }),
};
