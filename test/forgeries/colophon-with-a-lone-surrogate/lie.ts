import { canonicalText } from '../../../src/formats/canonical-json.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'A name on the sealed list holds half a letter, which readers write in different ways.',
  code: 'COLOPHON_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: (list) =>
        Buffer.from(canonicalText(list).replace('"project":"widget"', '"project":"widget\\ud800"')),
    }),
};
