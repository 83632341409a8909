import type { Lie } from '../lie.ts';
import { edited } from '../signing.ts';
import { SEAL, SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'The seal’s bundle says that it is of an older version, for which fewer things are demanded.',
  code: 'BUNDLE_MALFORMED',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) =>
    target.write(
      SEAL_BUNDLE,
      edited(target.read(SEAL_BUNDLE), (bundle) => {
        bundle.mediaType = 'application/vnd.dev.sigstore.bundle+json;version=0.1';
      }),
    ),
};
