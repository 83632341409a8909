import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The signer’s address is the true one, with another scheme.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  make: async (_world, target) => {
    const uri = 'http://github.com/acme/widget/.github/workflows/release.yml@refs/tags/v1.2.0';
    await remake(target, { signing: { names: [{ uri }], run: { buildSignerUri: uri } } });
  },
};
