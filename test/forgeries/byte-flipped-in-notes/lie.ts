import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'One letter of the notes is another, and people follow what notes say.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('_notes.md'), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.flip('_notes.md'),
};
