import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The signer’s repository is written with a letter of another alphabet.',
  code: 'CERTIFICATE_MALFORMED',
  of: 'release',
  make: async (_world, target) => {
    const uri = 'https://github.com/\u0430cme/widget/.github/workflows/release.yml@refs/tags/v1.2.0';
    await remake(target, { signing: { names: [{ uri }], run: { buildSignerUri: uri } } });
  },
};
