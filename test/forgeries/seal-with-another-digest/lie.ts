import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The digest that the seal’s bundle claims to be over is another one.',
  code: 'BUNDLE_NOT_CANONICAL',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) =>
    target.write(
      SEAL_BUNDLE,
      edited(target.read(SEAL_BUNDLE), ({ messageSignature }) => {
        if (messageSignature === undefined) throw new TypeError('no message signature');
        messageSignature.messageDigest.digest = Buffer.alloc(32, 7).toString('base64');
      }),
    ),
};
