import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'One letter of the evidence is another, so that somebody else approved the change.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('.evidence.json'), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.flip('.evidence.json'),
};
