import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { ARCHIVE, SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list, truly signed, has the archive’s digest and another size.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) =>
    remake(target, {
      colophon: ({ assets }) => {
        for (const asset of assets) if (asset.name === ARCHIVE) asset.size += 1;
      },
    }),
};
