import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { readBundleJson } from '../signing.ts';
import { SEAL_BUNDLE } from '../target.ts';

export const lie: Lie = {
  claim: 'Beside the true log entry stands a true one about another signature.',
  code: 'LOG_ENTRY_MISMATCH',
  of: 'release',
  make: async (_world, target) => {
    const [other] = readBundleJson(target.read(SEAL_BUNDLE)).verificationMaterial.tlogEntries;
    if (other === undefined) throw new TypeError('no log entry');
    await remake(target, {
      provenance: { edit: ({ verificationMaterial }) => void verificationMaterial.tlogEntries.push(other) },
    });
  },
};
