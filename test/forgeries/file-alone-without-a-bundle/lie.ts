import { alone } from '../judge.ts';
import type { Lie } from '../lie.ts';
import { ARCHIVE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'A file comes without any signature, and with the words that it is signed.',
  code: 'BUNDLE_MISSING',
  of: 'release',
  peer: 'silent',
  make: (_world, target) => {
    target.remove(PROVENANCE);
    return { targets: [target.path(ARCHIVE)], options: alone(target) };
  },
};
