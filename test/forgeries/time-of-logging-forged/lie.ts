import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim:
    'The certificate has ended; instead of a timestamp the log entry claims a time, which nobody signed.',
  code: 'TIMESTAMP_MISSING',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      signing: {
        from: -3_600_000,
        edit: ({ verificationMaterial: { tlogEntries, timestampVerificationData } }) => {
          timestampVerificationData.rfc3161Timestamps = [];
          for (const entry of tlogEntries)
            entry.integratedTime = String(Math.floor(Date.now() / 1000) - 3_300);
        },
      },
    }),
};
