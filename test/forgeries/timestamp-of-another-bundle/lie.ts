import type { Lie } from '../lie.ts';
import { edited, readBundleJson } from '../signing.ts';
import { SEAL, SEAL_BUNDLE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The timestamp is true, and over another signature.',
  code: 'TIMESTAMP_INVALID',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) => {
    const other = readBundleJson(await target.read(PROVENANCE)).verificationMaterial;
    const seal = edited(await target.read(SEAL_BUNDLE), ({ verificationMaterial }) => {
      verificationMaterial.timestampVerificationData = other.timestampVerificationData;
    });
    await target.write(SEAL_BUNDLE, seal);
  },
};
