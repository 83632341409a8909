import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { relabelled } from '../signing.ts';

export const lie: Lie = {
  claim: 'The first form of the issuer extension is the true issuer, the second one is not.',
  code: 'CERTIFICATE_CONTRADICTS_ITSELF',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      signing: { extensions: (honest) => relabelled(honest, 1, 'https://issuer.mallory.example') },
    }),
};
