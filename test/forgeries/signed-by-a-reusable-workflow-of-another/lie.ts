import { carefully } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { githubRun } from '../world.ts';

export const lie: Lie = {
  claim:
    'The true workflow signed, called by a repository of the forger’s: the name in the certificate is right.',
  code: 'REPOSITORY_MISMATCH',
  of: 'release',
  make: async (_world, target) => {
    const { buildSignerUri } = target.run;
    const run = { ...githubRun('mallory/widget', target.tag, target.commit), buildSignerUri };
    await remake(target, { signing: { run } });
    return { options: { ...carefully(target), identity: buildSignerUri } };
  },
};
