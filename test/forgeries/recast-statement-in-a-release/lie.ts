import { pae } from '../../../src/formats/pae.ts';

import type { Lie } from '../lie.ts';
import { createForger, edited, readBundleJson } from '../signing.ts';
import { PROVENANCE } from '../target.ts';

export const lie: Lie = {
  claim: 'A message signature by the true signer, recast as a statement, is laid into the sealed release.',
  code: 'BUNDLE_NOT_LISTED',
  of: 'release',
  make: async (_world, target) => {
    const { dsseEnvelope } = readBundleJson(target.read(PROVENANCE));
    if (dsseEnvelope === undefined) throw new TypeError('no envelope');
    const { payload, payloadType } = dsseEnvelope;
    // What a signer would give that signs any blob: a signature over bytes that are a statement's PAE.
    const blob = pae(payloadType, Buffer.from(payload, 'base64'));
    const bundle = await createForger(target.keys, target.run).document(blob);
    const recast = edited(bundle, (json) => {
      const sig = json.messageSignature?.signature ?? '';
      delete json.messageSignature;
      json.dsseEnvelope = { payload, payloadType, signatures: [{ sig }] };
    });
    target.write(PROVENANCE, recast);
  },
};
