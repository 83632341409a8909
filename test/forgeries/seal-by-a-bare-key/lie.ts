import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The seal’s bundle names a key where a certificate should be, so that nobody vouches for it.',
  code: 'BUNDLE_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) =>
    target.write(
      SEAL_BUNDLE,
      edited(target.read(SEAL_BUNDLE), ({ verificationMaterial }) => {
        Object.assign(verificationMaterial, { certificate: undefined, publicKey: { hint: 'release' } });
      }),
    ),
};
