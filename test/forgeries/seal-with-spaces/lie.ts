import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The seal’s bundle says the same, in other bytes.',
  code: 'BUNDLE_NOT_CANONICAL',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) => target.change(SEAL_BUNDLE, (text) => text.replace(':', ': ')),
};
