import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The workflow was started by hand on the tag, not by the push of it.',
  code: 'TRIGGER_MISMATCH',
  of: 'release',
  make: async (_world, target) => remake(target, { signing: { run: { buildTrigger: 'workflow_dispatch' } } }),
};
