// A certificate transparency log's promise about a certificate: the embedded SCT (RFC 6962 section 3.2 and 3.3).
import { Buffer } from 'node:buffer';
import { createHash, sign, type KeyObject } from 'node:crypto';

import { publicKeyInfo, type CertificateExtension } from './certificate.ts';
import { der, OCTET_STRING } from './der.ts';

export interface SctRequest {
  /** The log's private key. */
  readonly key: KeyObject;
  /** DER of the issuer's SubjectPublicKeyInfo. */
  readonly issuerKey: Uint8Array;
  /** DER of the TBSCertificate without the SCT list. */
  readonly tbs: Uint8Array;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** SHA-256 of the log's SubjectPublicKeyInfo. */
export const ctLogId = (key: KeyObject): Uint8Array =>
  new Uint8Array(createHash('sha256').update(publicKeyInfo(key)).digest());

/** The extension that holds one SCT. The stand-in promises only: it keeps no tree of certificates. */
export const sctExtension = ({ key, issuerKey, tbs, time }: SctRequest): CertificateExtension => {
  const version = Uint8Array.of(0);
  const timestamp = Buffer.alloc(8);
  timestamp.writeBigUInt64BE(BigInt(time));
  const noExtensions = uint16(0);
  const signed = Buffer.concat([
    version,
    Uint8Array.of(0), // certificate_timestamp
    timestamp,
    uint16(1), // precert_entry
    createHash('sha256').update(issuerKey).digest(),
    Uint8Array.of(tbs.length >> 16, (tbs.length >> 8) & 0xff, tbs.length & 0xff),
    tbs,
    noExtensions,
  ]);
  const signature = sign('sha256', signed, key);
  const sct = Buffer.concat([
    version,
    ctLogId(key),
    timestamp,
    noExtensions,
    Uint8Array.of(4, 3), // sha256, ecdsa
    uint16(signature.length),
    signature,
  ]);
  const list = Buffer.concat([uint16(sct.length + 2), uint16(sct.length), sct]);
  return { oid: '1.3.6.1.4.1.11129.2.4.2', critical: false, value: der(OCTET_STRING, list) };
};

const uint16 = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff);
