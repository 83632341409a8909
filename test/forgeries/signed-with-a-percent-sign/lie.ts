import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The signer’s address means the true one once it is decoded.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  make: async (_world, target) => {
    const uri = 'https://github.com/acme%2Fwidget/.github/workflows/release.yml@refs/tags/v1.2.0';
    await remake(target, { signing: { names: [{ uri }], run: { buildSignerUri: uri } } });
  },
};
