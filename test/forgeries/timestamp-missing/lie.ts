import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'Nobody says when the signature was made, so an old certificate is as good as a new one.',
  code: 'TIMESTAMP_MISSING',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) =>
    target.write(
      SEAL_BUNDLE,
      edited(target.read(SEAL_BUNDLE), ({ verificationMaterial }) => {
        verificationMaterial.timestampVerificationData.rfc3161Timestamps = [];
      }),
    ),
};
