import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The provenance is of an attempt that began after the signature was made.',
  code: 'PROVENANCE_CONTRADICTS_CERTIFICATE',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: ({ predicate }) => {
        const { metadata } = predicate.runDetails;
        metadata.invocationId = metadata.invocationId.replace('attempts/1', 'attempts/2');
      },
    }),
};
