import { carefully } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { githubRun, REPOSITORY } from '../world.ts';

export const lie: Lie = {
  claim: 'The tag was moved: the release is whole and true, of another commit than was reviewed.',
  code: 'COMMIT_MISMATCH',
  of: 'release',
  make: async (_world, target) => {
    const commit = '0123456789abcdef0123456789abcdef01234567';
    target.change('.evidence.json', (text) => text.replaceAll(target.commit, commit));
    await remake(target, { signing: { run: githubRun(REPOSITORY, target.tag, commit) } });
    return { options: { ...carefully(target), commit: target.commit } };
  },
};
