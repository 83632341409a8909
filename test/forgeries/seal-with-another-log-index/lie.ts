import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The unsigned index of the log entry is another one.',
  code: 'BUNDLE_NOT_CANONICAL',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) =>
    target.write(
      SEAL_BUNDLE,
      edited(target.read(SEAL_BUNDLE), ({ verificationMaterial: { tlogEntries } }) => {
        for (const entry of tlogEntries) entry.logIndex = '99';
      }),
    ),
};
