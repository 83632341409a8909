import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';

export const lie: Lie = {
  claim: 'The envelope says that its payload is something else than a statement.',
  code: 'STATEMENT_MALFORMED',
  of: 'release',
  make: async (_world, target) => remake(target, { provenance: { payloadType: 'application/json' } }),
};
