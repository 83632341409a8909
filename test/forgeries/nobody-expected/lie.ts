import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { githubRun } from '../world.ts';

export const lie: Lie = {
  claim: 'Somebody else signed the whole release, and hopes that nobody says who should have.',
  code: 'EXPECTATION_MISSING',
  exit: 2,
  of: 'release',
  peer: 'silent',
  make: async (_world, target) => {
    await remake(target, { signing: { run: githubRun('mallory/widget', target.tag, target.commit) } });
    const { tag, trustedRoot } = target;
    return { options: { tag, trustedRoot, complete: true } };
  },
};
