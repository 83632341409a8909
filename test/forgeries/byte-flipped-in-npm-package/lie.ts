import type { Lie } from '../lie.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'One bit of the npm package is another.',
  code: 'SUBJECT_DIGEST_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name('widget-1.2.0.tgz'), bundle: name(PROVENANCE) }),
  make: (_world, target) => target.flip('widget-1.2.0.tgz'),
};
