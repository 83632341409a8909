import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The signed statement is no provenance, but a list of vulnerabilities.',
  code: 'PREDICATE_TYPE_WRONG',
  of: 'release',
  make: async (_world, target) =>
    remake(target, {
      statement: (statement) => {
        statement.predicateType = 'https://in-toto.io/attestation/vulns/v0.2';
      },
    }),
};
