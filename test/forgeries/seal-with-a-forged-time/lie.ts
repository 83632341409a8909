import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'An unsigned time of logging stands in the seal’s bundle.',
  code: 'BUNDLE_NOT_CANONICAL',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) =>
    target.write(
      SEAL_BUNDLE,
      edited(target.read(SEAL_BUNDLE), ({ verificationMaterial: { tlogEntries } }) => {
        for (const entry of tlogEntries) entry.integratedTime = '1700000000';
      }),
    ),
};
