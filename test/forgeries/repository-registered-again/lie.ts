import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The repository was given up, and somebody else registered its name.',
  code: 'REPOSITORY_REREGISTERED',
  of: 'release',
  make: async (_world, target) => {
    await remake(target, { signing: { run: { sourceRepositoryId: '666', sourceRepositoryOwnerId: '667' } } });
    return { remembered: { repositoryId: target.run.sourceRepositoryId } };
  },
};
