import { Buffer } from 'node:buffer';

import { EXTENSION_OID_SCT, X509Certificate } from '@sigstore/core';
import { beforeAll, describe, expect, it } from 'vitest';

import { makeRelease } from '../../test/support/release.ts';
import { readCertificate } from './certificate.ts';
import { parseX509 } from './x509.ts';

let der = new Uint8Array();

beforeAll(async () => {
  const release = await makeRelease();
  const bundle = JSON.parse(new TextDecoder().decode(await release.read(release.provenanceName))) as {
    readonly verificationMaterial: { readonly certificate: { readonly rawBytes: string } };
  };
  der = Buffer.from(bundle.verificationMaterial.certificate.rawBytes, 'base64');
  await release.remove();
});

const withoutProof = (certificate: X509Certificate): Buffer => {
  const copy = certificate.clone();
  const at = copy.extensions.findIndex((extension) => extension.subs[0]?.toOID() === EXTENSION_OID_SCT);
  expect(at).toBeGreaterThanOrEqual(0);
  copy.extensions.splice(at, 1);
  return copy.tbsCertificate.toDER();
};

describe('a certificate that remembers', () => {
  it('is to the byte what @sigstore/core makes of it', () => {
    const plain = X509Certificate.parse(Buffer.from(der));
    const ours = parseX509(readCertificate(der));
    expect(ours.tbsCertificate.toDER().equals(plain.tbsCertificate.toDER())).toBe(true);
    expect(ours.publicKey.equals(plain.publicKey)).toBe(true);
    expect(withoutProof(ours).equals(withoutProof(plain))).toBe(true);
    expect(withoutProof(ours).equals(ours.tbsCertificate.toDER())).toBe(false);
  });

  it('gives a copy that can be changed without changing it', () => {
    const ours = parseX509(readCertificate(der));
    withoutProof(ours);
    expect(ours.extension(EXTENSION_OID_SCT)).toBeDefined();
    expect(withoutProof(ours).length).toBeLessThan(ours.tbsCertificate.toDER().length);
  });
});
