import type { Lie } from '../lie.ts';
import { ARCHIVE, OTHER_ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The SBOMs of two archives have each other’s names.',
  code: 'SUBJECT_NAME_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(`${ARCHIVE}.spdx.json`), bundle: name(PROVENANCE) }),
  make: (_world, target) => {
    const [one, other] = [`${ARCHIVE}.spdx.json`, `${OTHER_ARCHIVE}.spdx.json`];
    target.rename(one, 'aside');
    target.rename(other, one);
    target.rename('aside', other);
  },
};
