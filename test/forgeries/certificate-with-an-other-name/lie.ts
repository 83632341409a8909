import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The workflow’s address stands in an otherName.',
  code: 'CERTIFICATE_NAME_TYPE',
  of: 'rehearsal',
  make: async (_world, target) =>
    remake(target, {
      signing: { names: [{ other: { oid: '1.3.6.1.4.1.57264.1.7', text: target.run.buildSignerUri } }] },
    }),
};
