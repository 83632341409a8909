import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The evidence, truly signed, counts an approval by the author of the change.',
  code: 'EVIDENCE_CONTRADICTS_ITSELF',
  of: 'release',
  peer: ({ name }) => ({ file: name('.evidence.json'), bundle: name(PROVENANCE) }),
  make: async (_world, target) => {
    const approver = '"by":{"id":"102","login":"reviewer"}';
    target.change('.evidence.json', (text) => text.replace(approver, '"by":{"id":"101","login":"reviewer"}'));
    await remake(target);
  },
};
