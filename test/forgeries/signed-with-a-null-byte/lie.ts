import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim:
    'The signer’s address is the true one, a byte of zero, and something that careless readers do not see.',
  code: 'CERTIFICATE_MALFORMED',
  of: 'release',
  make: async (_world, target) => {
    const uri = 'https://github.com/acme/widget/.github/workflows/release.yml@refs/tags/v1.2.0\0.mallory';
    await remake(target, { signing: { names: [{ uri }], run: { buildSignerUri: uri } } });
  },
};
