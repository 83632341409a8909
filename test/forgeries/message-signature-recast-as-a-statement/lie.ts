import { createLocalSigner } from '../../../src/adapters/local-sigstore/signer.ts';
import { pae } from '../../../src/formats/pae.ts';

import type { Lie } from '../lie.ts';
import { createMemoryLog, readBundleJson } from '../signing.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'The signer is asked to sign a harmless blob, whose signature is that of a statement.',
  code: 'SIGNING_REFUSED',
  of: 'release',
  peer: 'silent',
  make: async (_world, target) => {
    const { keys, run } = target;
    const { dsseEnvelope } = readBundleJson(target.read(PROVENANCE));
    const statement = Buffer.from(dsseEnvelope?.payload ?? '', 'base64');
    const log = createMemoryLog(keys.log);
    const signer = createLocalSigner({ keys, log, run, clock: { now: () => Date.now() } });
    await signer.document(pae('application/vnd.in-toto+json', statement));
  },
};
