// @sigstore/core's certificates, made to remember: it encodes each anew, and verifies each signature anew, whenever it
// compares or chains them, which is most of the time that a verification takes. What is signed is taken as it stands.
import { Buffer } from 'node:buffer';

import { X509Certificate } from '@sigstore/core';

import type { Certificate } from './certificate.ts';

/** @sigstore/core's view of a certificate that we have read. Throws what @sigstore/core throws. */
export const parseX509 = (read: Certificate): X509Certificate =>
  rememberX509(X509Certificate.parse(Buffer.from(read.der)), read);

const bytesOf = new WeakMap<X509Certificate, Uint8Array>();

/** Makes an already parsed certificate remember; `read` is what its bytes say. */
export const rememberX509 = (
  certificate: X509Certificate,
  { der, body, unlogged, key }: Certificate,
): X509Certificate => {
  bytesOf.set(certificate, der);
  const signed = Buffer.from(body);
  certificate.tbsCertificate.toDER = () => signed;
  const verify = certificate.verify.bind(certificate);
  const known = new Map<X509Certificate | undefined, boolean>();
  certificate.verify = (issuer) => {
    const before = known.get(issuer);
    if (before !== undefined) return before;
    const holds = verify(issuer);
    known.set(issuer, holds);
    return holds;
  };
  // DER has one encoding of a value, and the parser takes no other: equal bytes, equal certificates.
  certificate.equals = (other) => {
    const bytes = bytesOf.get(other);
    return bytes !== undefined && Buffer.compare(der, bytes) === 0;
  };
  // A copy is only ever asked for to encode it without the proof that it was logged; a test holds this to the original.
  // Only its list of extensions is changed, so only that is a copy.
  let logged: Buffer | undefined;
  certificate.clone = () => {
    const body = Object.create(certificate.tbsCertificate, {
      toDER: { value: () => (logged ??= Buffer.from(unlogged())) },
    }) as X509Certificate['tbsCertificate'];
    return Object.defineProperties(new X509Certificate(certificate.root), {
      tbsCertificate: { value: body },
      extensions: { value: [...certificate.extensions] },
    });
  };
  Object.defineProperty(certificate, 'publicKey', { value: Buffer.from(key) });
  return certificate;
};
