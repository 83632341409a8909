import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'One bit of the signature over the sealed list is another.',
  code: 'SIGNATURE_INVALID',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) => {
    const bundle = target.read(SEAL_BUNDLE);
    const flipped = edited(bundle, ({ messageSignature }) => {
      if (messageSignature === undefined) throw new TypeError('no message signature');
      const bytes = Buffer.from(messageSignature.signature, 'base64');
      bytes[20] = (bytes[20] ?? 0) ^ 1;
      messageSignature.signature = bytes.toString('base64');
    });
    target.write(SEAL_BUNDLE, flipped);
  },
};
