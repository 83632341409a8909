import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The workflow ran on a machine that somebody owns.',
  code: 'RUNNER_MISMATCH',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { run: { runnerEnvironment: 'self-hosted' } } }),
};
