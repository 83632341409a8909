import type { HashedRecord } from '../../../src/adapters/local-sigstore/log.ts';
import type { Lie } from '../lie.ts';
import { remake } from '../remake.ts';
import { createMemoryLog, readBundleJson } from '../signing.ts';
import { SEAL, SEAL_BUNDLE, PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The log entry is about the same signature, and names another certificate.',
  code: 'LOG_ENTRY_MISMATCH',
  of: 'release',
  peer: ({ name }) => ({ file: name(SEAL), bundle: name(SEAL_BUNDLE) }),
  make: async (_world, target) => {
    const real = createMemoryLog(target.keys.log);
    const other = Buffer.from(
      readBundleJson(target.read(PROVENANCE)).verificationMaterial.certificate.rawBytes,
      'base64',
    );
    const log = { ...real, add: (record: HashedRecord) => real.add({ ...record, certificate: other }) };
    await remake(target, { seal: { log } });
  },
};
