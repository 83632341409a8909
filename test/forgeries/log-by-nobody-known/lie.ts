import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The entry stands in a log that the trusted root does not hold.',
  code: 'TRUST_ROOT_DOES_NOT_KNOW',
  exit: 3,
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) =>
    target.write(
      SEAL_BUNDLE,
      edited(target.read(SEAL_BUNDLE), ({ verificationMaterial: { tlogEntries } }) => {
        for (const { logId } of tlogEntries) logId.keyId = Buffer.alloc(32, 7).toString('base64');
      }),
    ),
};
