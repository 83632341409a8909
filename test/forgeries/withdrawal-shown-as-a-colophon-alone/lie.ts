import { canonicalJson } from '../../../src/formats/canonical-json.ts';

import { alone } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { createForger } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'A signed withdrawal is handed out under the name of the sealed list, and verified alone.',
  code: 'DOCUMENT_KIND_WRONG',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) => {
    const { tag, commit } = target;
    const withdrawal = canonicalJson({
      kind: 'colophon.withdrawal',
      version: 1,
      tag,
      commit,
      reason: 'a hole',
    });
    target.write(SEAL, withdrawal);
    target.write(SEAL_BUNDLE, await createForger(target.keys, target.run).document(withdrawal));
    return { targets: [target.path(SEAL)], options: alone(target) };
  },
};
