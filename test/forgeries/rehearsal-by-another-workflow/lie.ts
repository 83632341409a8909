import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'Another workflow of the rehearsed world signed the whole rehearsal.',
  code: 'IDENTITY_MISMATCH',
  of: 'rehearsal',
  make: async (_world, target) => {
    const uri = target.run.buildSignerUri.replace('release.yml', 'label.yml');
    await remake(target, { signing: { run: { buildSignerUri: uri, buildConfigUri: uri } } });
  },
};
