import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The certificate has a critical extension that restricts it, and that the verifier does not know.',
  code: 'CERTIFICATE_EXTENSION_UNKNOWN',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      signing: {
        extensions: (honest) => [...honest, { oid: '1.2.3.4', critical: true, value: Uint8Array.of(5, 0) }],
      },
    }),
};
