import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The evidence, truly signed, tells how another commit was reviewed.',
  code: 'EVIDENCE_OF_OTHER_COMMIT',
  of: 'release',
  peer: ({ name }) => ({ file: name('.evidence.json'), bundle: name(PROVENANCE) }),
  make: async (_world, target) => {
    const other = '0123456789abcdef0123456789abcdef01234567';
    target.change('.evidence.json', (text) => text.replaceAll(target.commit, other));
    await remake(target);
  },
};
