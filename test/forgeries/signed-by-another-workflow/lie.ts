import { carefully } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'Another workflow of the same repository, which anyone may start, signed the release.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  make: async (_world, target) => {
    const { buildSignerUri } = target.run;
    const uri = buildSignerUri.replace('release.yml', 'label.yml');
    await remake(target, { signing: { run: { buildSignerUri: uri, buildConfigUri: uri } } });
    return { options: { ...carefully(target), workflow: '.github/workflows/release.yml' } };
  },
};
