import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'A field that no reader knows stands in the seal’s bundle, and carries what the forger likes.',
  code: 'BUNDLE_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) =>
    target.write(
      SEAL_BUNDLE,
      edited(target.read(SEAL_BUNDLE), ({ verificationMaterial }) => {
        verificationMaterial['note'] = 'hidden';
      }),
    ),
};
