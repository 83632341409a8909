import type { Lie } from '../lie.ts';
import { edited, readBundleJson } from '../signing.ts';
import { SEAL, SEAL_BUNDLE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The log entry is true, and about another signature.',
  code: 'LOG_ENTRY_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: (_world, target) => {
    const other = readBundleJson(target.read(PROVENANCE)).verificationMaterial;
    const seal = edited(target.read(SEAL_BUNDLE), ({ verificationMaterial }) => {
      verificationMaterial.tlogEntries = other.tlogEntries;
    });
    target.write(SEAL_BUNDLE, seal);
  },
};
