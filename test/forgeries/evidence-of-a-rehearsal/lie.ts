import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The evidence of a release, truly signed, was given by the stand-in of a rehearsal.',
  code: 'REHEARSAL_NOT_RELEASE',
  of: 'release',
  peer: ({ name }) => ({ file: name('.evidence.json'), bundle: name(PROVENANCE) }),
  make: async (_world, target) => {
    target.change('.evidence.json', (text) => text.replace('"rehearsed":false', '"rehearsed":true'));
    await remake(target);
  },
};
