import { alone } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The sealed list is verified alone, with a bundle of which an unsigned field is another.',
  code: 'BUNDLE_NOT_CANONICAL',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) => {
    const bundle = edited(target.read(SEAL_BUNDLE), ({ verificationMaterial: { tlogEntries } }) => {
      for (const { inclusionProof } of tlogEntries)
        inclusionProof.rootHash = Buffer.alloc(32, 7).toString('base64');
    });
    target.write(SEAL_BUNDLE, bundle);
    return { targets: [target.path(SEAL)], options: alone(target) };
  },
};
