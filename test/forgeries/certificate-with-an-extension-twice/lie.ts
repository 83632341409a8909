import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The certificate says its repository twice: readers differ in which one they take.',
  code: 'CERTIFICATE_MALFORMED',
  of: 'release',
  make: async (_world, target) =>
    remake(target, { signing: { extensions: (honest) => [...honest, ...honest.slice(-1)] } }),
};
