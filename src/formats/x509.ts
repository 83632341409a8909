// @sigstore/core's certificates, made to remember: it encodes each anew, and verifies each signature anew, whenever it
// compares or chains them, which is most of the time that a verification takes.
import { Buffer } from 'node:buffer';

import { X509Certificate } from '@sigstore/core';

/** Parses a certificate whose encodings and verified signatures are kept. Throws what @sigstore/core throws. */
export const parseX509 = (der: Uint8Array): X509Certificate =>
  rememberX509(X509Certificate.parse(Buffer.from(der)), der);

const bytesOf = new WeakMap<X509Certificate, Uint8Array>();

/** Makes an already parsed certificate remember; `der` are the bytes that it was parsed from. */
export const rememberX509 = (certificate: X509Certificate, der: Uint8Array): X509Certificate => {
  bytesOf.set(certificate, der);
  const body = certificate.tbsCertificate;
  body.toDER = once(body.toDER.bind(body));
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
  const key = once(() => keyOf(certificate));
  Object.defineProperty(certificate, 'publicKey', { get: key });
  return certificate;
};

const keyOf = (certificate: X509Certificate): Buffer => {
  const descriptor = Object.getOwnPropertyDescriptor(X509Certificate.prototype, 'publicKey');
  return descriptor?.get?.call(certificate) as Buffer;
};

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};
