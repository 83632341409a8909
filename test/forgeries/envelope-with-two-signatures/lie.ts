import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'Beside the true signature the envelope holds a second one that nobody checks.',
  code: 'BUNDLE_MALFORMED',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      provenance: {
        edit: ({ dsseEnvelope }) => {
          dsseEnvelope?.signatures.push({ sig: Buffer.from('another').toString('base64') });
        },
      },
    }),
};
