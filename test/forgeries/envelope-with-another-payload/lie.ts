import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The envelope’s payload is another one than was signed.',
  code: 'SIGNATURE_INVALID',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      provenance: {
        edit: ({ dsseEnvelope }) => {
          if (dsseEnvelope === undefined) throw new TypeError('no envelope');
          const payload = Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8');
          dsseEnvelope.payload = Buffer.from(payload.replace('"push"', '"pull"')).toString('base64');
        },
      },
    }),
};
