import type { Lie } from '../lie.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The seal’s bundle has a key twice: readers differ in which one they take.',
  code: 'BUNDLE_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) => target.change(SEAL_BUNDLE, (text) => text.replace('{', '{"mediaType":"none",')),
};
