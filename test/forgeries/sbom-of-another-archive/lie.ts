import type { Lie } from '../lie.ts';
import { ARCHIVE, OTHER_ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The SBOMs of two archives have each other’s names.',
  code: 'SUBJECT_NAME_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(`${ARCHIVE}.spdx.json`), bundle: name(PROVENANCE) }),
  make: async (_world, target) => {
    const [one, other] = [`${ARCHIVE}.spdx.json`, `${OTHER_ARCHIVE}.spdx.json`];
    await target.rename(one, 'aside');
    await target.rename(other, one);
    await target.rename('aside', other);
  },
};
