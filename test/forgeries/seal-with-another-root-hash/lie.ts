import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The unsigned root hash of the inclusion proof is another one.',
  code: 'BUNDLE_NOT_CANONICAL',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) =>
    target.write(
      SEAL_BUNDLE,
      edited(target.read(SEAL_BUNDLE), ({ verificationMaterial: { tlogEntries } }) => {
        for (const { inclusionProof } of tlogEntries)
          inclusionProof.rootHash = Buffer.alloc(32, 7).toString('base64');
      }),
    ),
};
