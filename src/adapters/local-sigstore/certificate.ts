// Writes and signs X.509 v3 certificates (RFC 5280 section 4), ECDSA P-256 with SHA-256.
import { createHash, createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';

import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  Certificate,
  Extension,
  Extensions,
  id_ce_authorityKeyIdentifier,
  id_ce_subjectKeyIdentifier,
  Name,
  RelativeDistinguishedName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

import { arrayBuffer } from './der.ts';

export interface CertificateExtension {
  readonly oid: string;
  readonly critical: boolean;
  /** DER of the extension's value; what stands inside the OCTET STRING. */
  readonly value: Uint8Array;
}

export interface DistinguishedName {
  readonly organization?: string;
  readonly commonName?: string;
}

export interface CertificateRequest {
  /** Empty for Fulcio's leaf certificates. */
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  /** Absent: self-signed with `key`. DER. */
  readonly issuer?: Uint8Array;
  /** The issuer's private key. */
  readonly key: KeyObject;
  /** Milliseconds since 1970; whole seconds are kept. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** In this order, after the key identifiers. */
  readonly extensions: readonly CertificateExtension[];
  /** Makes one more extension from the certificate as it stands so far (DER of the TBSCertificate): an SCT. */
  readonly last?: (tbs: Uint8Array) => CertificateExtension;
}

export const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';

/** DER of the signed certificate. */
export const signCertificate = (request: CertificateRequest): Uint8Array => {
  const issuer = request.issuer === undefined ? undefined : parseCertificate(request.issuer).tbsCertificate;
  const subject = nameOf(request.subject);
  const ownKey = request.publicKey.export({ type: 'spki', format: 'der' });
  const issuerKey = issuer === undefined ? ownKey : AsnConvert.serialize(issuer.subjectPublicKeyInfo);
  const algorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const tbs = new TBSCertificate({
    version: Version.v3,
    serialNumber: arrayBuffer(serial()),
    signature: algorithm,
    issuer: issuer?.subject ?? subject,
    validity: new Validity({ notBefore: seconds(request.notBefore), notAfter: seconds(request.notAfter) }),
    subject,
    subjectPublicKeyInfo: AsnConvert.parse(ownKey, SubjectPublicKeyInfo),
    extensions: new Extensions([
      plain(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyId(ownKey))),
      plain(
        id_ce_authorityKeyIdentifier,
        new AuthorityKeyIdentifier({ keyIdentifier: new SubjectKeyIdentifier(keyId(issuerKey)) }),
      ),
      ...request.extensions.map(extensionOf),
    ]),
  });
  if (request.last !== undefined) {
    tbs.extensions?.push(extensionOf(request.last(new Uint8Array(AsnConvert.serialize(tbs)))));
  }
  const signature = sign('sha256', new Uint8Array(AsnConvert.serialize(tbs)), request.key);
  const certificate = new Certificate({
    tbsCertificate: tbs,
    signatureAlgorithm: algorithm,
    signatureValue: arrayBuffer(signature),
  });
  return new Uint8Array(AsnConvert.serialize(certificate));
};

/** The structure of a certificate of ours. */
export const parseCertificate = (der: Uint8Array): Certificate => AsnConvert.parse(der, Certificate);

/** DER of the subject's public key (SubjectPublicKeyInfo). */
export const publicKeyInfo = (key: KeyObject): Uint8Array =>
  new Uint8Array(
    (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' }),
  );

/** An extension around a value that has a schema. */
export const extension = (oid: string, critical: boolean, value: unknown): CertificateExtension => ({
  oid,
  critical,
  value: new Uint8Array(AsnConvert.serialize(value)),
});

const plain = (oid: string, value: unknown): Extension => extensionOf(extension(oid, false, value));

const extensionOf = ({ oid, critical, value }: CertificateExtension): Extension =>
  new Extension({ extnID: oid, critical, extnValue: new OctetString(value) });

const nameOf = (name: DistinguishedName): Name =>
  new Name([
    ...(name.organization === undefined ? [] : [attribute('2.5.4.10', name.organization)]),
    ...(name.commonName === undefined ? [] : [attribute('2.5.4.3', name.commonName)]),
  ]);

const attribute = (type: string, text: string): RelativeDistinguishedName =>
  new RelativeDistinguishedName([
    new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String: text }) }),
  ]);

// Positive and never zero: the first byte is made 0x40 to 0x7f (RFC 5280 section 4.1.2.2).
const serial = (): Uint8Array => {
  const bytes = new Uint8Array(randomBytes(20));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
};

// RFC 7093 section 2, method 1.
const keyId = (spki: ArrayBuffer | Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(new Uint8Array(spki)).digest().subarray(0, 20));

const seconds = (milliseconds: number): Date => new Date(Math.floor(milliseconds / 1000) * 1000);
