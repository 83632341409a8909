import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The name in the certificate is the true workflow, the workflow extension is another.',
  code: 'CERTIFICATE_CONTRADICTS_ITSELF',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      signing: {
        names: [{ uri: target.run.buildSignerUri }],
        run: { buildSignerUri: target.run.buildSignerUri.replace('acme', 'mallory') },
      },
    }),
};
