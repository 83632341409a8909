import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'One hash on the way from the entry to the log’s root is another.',
  code: 'LOG_INCLUSION_INVALID',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      signing: {
        edit: ({ verificationMaterial: { tlogEntries } }) => {
          for (const { inclusionProof } of tlogEntries)
            inclusionProof.hashes[0] = Buffer.alloc(32, 7).toString('base64');
        },
      },
    }),
};
