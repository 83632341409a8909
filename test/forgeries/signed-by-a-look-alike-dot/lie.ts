import { carefully } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

const signedAs = (uri: string) => ({ names: [{ uri }], run: { buildSignerUri: uri } });

export const lie: Lie = {
  claim: 'The signer’s workflow matches where a dot in an expression stands for any letter.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  make: async (_world, target) => {
    const san = target.run.buildSignerUri;
    const other = san.replace('release.yml', 'release-yml');
    await remake(target, { signing: signedAs(other) });
    return { options: { ...carefully(target), identity: san } };
  },
};
