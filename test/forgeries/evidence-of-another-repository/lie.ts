import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The evidence, truly signed, tells how another repository’s commit was reviewed.',
  code: 'EVIDENCE_OF_OTHER_REPOSITORY',
  of: 'release',
  peer: ({ name }) => ({ file: name('.evidence.json'), bundle: name(PROVENANCE) }),
  make: async (_world, target) => {
    target.change('.evidence.json', (text) =>
      text.replace('"name":"acme/widget"', '"name":"mallory/widget"'),
    );
    await remake(target);
  },
};
