import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The certificate has ended; the log’s signed promise of an earlier time is no signature of the log.',
  code: 'LOG_INCLUSION_INVALID',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      provenance: {
        from: -3_600_000,
        edit: ({ verificationMaterial: { tlogEntries, timestampVerificationData } }) => {
          timestampVerificationData.rfc3161Timestamps = [];
          for (const entry of tlogEntries) {
            entry.integratedTime = String(Math.floor(Date.now() / 1000) - 3_300);
            entry.inclusionPromise = { signedEntryTimestamp: Buffer.alloc(64, 7).toString('base64') };
          }
        },
      },
    }),
};
