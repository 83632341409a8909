import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The true workflow signed, but for a branch that anyone may push to.',
  code: 'IDENTITY_MISMATCH',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      signing: {
        run: {
          buildSignerUri: target.run.buildSignerUri.replace('refs/tags/v1.2.0', 'refs/heads/v1.2.0'),
          buildConfigUri: target.run.buildConfigUri.replace('refs/tags/v1.2.0', 'refs/heads/v1.2.0'),
        },
      },
    }),
};
