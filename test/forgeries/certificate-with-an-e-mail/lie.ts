import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The workflow’s address stands where an e-mail address belongs.',
  code: 'CERTIFICATE_NAME_TYPE',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { names: [{ email: target.run.buildSignerUri }] } }),
};
