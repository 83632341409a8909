import { timestamp } from '../../../src/adapters/local-sigstore/timestamp.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'One timestamp is true; a second one says that the key was used after its certificate had ended.',
  code: 'CERTIFICATE_EXPIRED',
  of: 'release',
  make: async (_world, target) => {
    const late = (bytes: Uint8Array) =>
      Buffer.from(timestamp(target.keys.timestampAuthority, bytes, Date.now() + 3_600_000)).toString(
        'base64',
      );
    await remake(target, {
      provenance: {
        edit: ({ dsseEnvelope, verificationMaterial: { timestampVerificationData: stamps } }) => {
          const signature = Buffer.from(dsseEnvelope?.signatures[0]?.sig ?? '', 'base64');
          stamps.rfc3161Timestamps.push({ signedTimestamp: late(signature) });
        },
      },
    });
  },
};
