import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The envelope holds no signature at all.',
  code: 'BUNDLE_MALFORMED',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      provenance: {
        edit: ({ dsseEnvelope }) => {
          dsseEnvelope?.signatures.splice(0);
        },
      },
    }),
};
