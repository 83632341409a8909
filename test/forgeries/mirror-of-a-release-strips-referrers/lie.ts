import { stripping } from '../producer-edits.ts';
import type { ProducerLie } from '../producer-lie.ts';
import { MIRRORED } from '../producer-world.ts';

export const lie: ProducerLie = {
  claim: 'The mirror takes every attestation, and lists none.',
  code: 'MIRROR_DIFFERS',
  of: 'producer',
  by: 'mirror',
  answers: () => stripping(MIRRORED),
};
