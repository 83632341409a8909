import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim:
    'The rehearsal’s authority vouches for a host below the only one that it may name; Go lets this pass.',
  code: 'CERTIFICATE_OUTSIDE_CONSTRAINTS',
  of: 'rehearsal',
  make: async (_world, target) => {
    const uri = target.run.buildSignerUri.replace('https://', 'https://sub.');
    await remake(target, { signing: { names: [{ uri }], run: { buildSignerUri: uri } } });
  },
};
