import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'Beside the true name the certificate has a second one.',
  code: 'CERTIFICATE_NAMES_NOT_ONE',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      signing: { names: [{ uri: target.run.buildSignerUri }, { uri: 'https://mallory.example/' }] },
    }),
};
