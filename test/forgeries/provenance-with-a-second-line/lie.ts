import { canonicalJson } from '../../../src/formats/canonical-json.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance file has a second line, which readers take or leave.',
  code: 'BUNDLE_MALFORMED',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      provenance: {
        edit: (bundle) => Buffer.concat([canonicalJson(bundle), Buffer.from('\n'), canonicalJson(bundle)]),
      },
    }),
};
