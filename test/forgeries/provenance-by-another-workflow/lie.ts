import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The seal is by the release workflow, the provenance by another one of the same repository.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  make: async (_world, target) => {
    const uri = target.run.buildSignerUri.replace('release.yml', 'label.yml');
    await remake(target, { provenance: { run: { buildSignerUri: uri, buildConfigUri: uri } } });
  },
};
