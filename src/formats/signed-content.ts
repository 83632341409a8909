// What a bundle's signature is over, as @sigstore/verify asks for it: a message at hand, or a DSSE envelope's PAE.
import { Buffer } from 'node:buffer';
import { createHash, type KeyObject, verify } from 'node:crypto';

import type { SignedEntity } from '@sigstore/verify';

import type { ReadBundle } from './bundle/read.ts';
import { sameBytes } from './der.ts';
import { pae } from './pae.ts';

/** The bytes that the signature is over; `message` for a message signature, which does not carry them. */
export const signedBytes = (
  { envelope }: ReadBundle,
  message: Uint8Array | undefined,
): Uint8Array | undefined => (envelope === undefined ? message : pae(envelope.payloadType, envelope.payload));

/** The signature over exactly these bytes; nothing that the bundle claims about them is believed. */
export const signedContent = (bundle: ReadBundle, signed: Uint8Array): SignedEntity['signature'] => {
  const signature = Buffer.from(bundle.signature);
  const digest = sha256Of(signed);
  return {
    signature,
    compareSignature: (other) => sameBytes(other, signature),
    // Rekor v1's dsse and intoto entries hold the payload's digest, all others that of the signed bytes.
    compareDigest: (other) =>
      sameBytes(other, bundle.envelope === undefined ? digest : sha256Of(bundle.envelope.payload)),
    compareSignedDigest: (other) => sameBytes(other, digest),
    verifySignature: (key) => verifies(signed, key, signature),
  };
};

/** Whether a signature over these bytes holds under a public key. */
export const verifies = (bytes: Uint8Array, key: KeyObject, signature: Uint8Array): boolean => {
  try {
    return verify(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', bytes, key, signature);
  } catch {
    return false;
  }
};

export const sha256Of = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
