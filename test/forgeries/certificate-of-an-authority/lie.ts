import { caExtensions } from '../../../src/adapters/local-sigstore/authority.ts';

import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The signer’s certificate is one of an authority, which may issue others.',
  code: 'CERTIFICATE_USAGE_WRONG',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { extensions: (honest) => [...honest, ...caExtensions(0).slice(0, 1)] } }),
};
