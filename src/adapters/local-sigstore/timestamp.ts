// The rehearsal's timestamp authority: RFC 3161 responses over signatures, as CMS SignedData (RFC 5652, RFC 5816).
import { Buffer } from 'node:buffer';
import { randomBytes, sign, type KeyObject } from 'node:crypto';

import {
  Attribute,
  CertificateChoices,
  CertificateSet,
  CMSVersion,
  ContentInfo,
  DigestAlgorithmIdentifiers,
  EncapsulatedContent,
  EncapsulatedContentInfo,
  id_signedData,
  IssuerAndSerialNumber,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
} from '@peculiar/asn1-cms';
import { AsnConvert, AsnObjectIdentifierConverter, OctetString } from '@peculiar/asn1-schema';
import {
  MessageImprint,
  PKIStatus,
  PKIStatusInfo,
  TimeStampResp,
  TSTInfo,
  TSTInfoVersion,
} from '@peculiar/asn1-tsp';
import {
  AlgorithmIdentifier,
  ExtendedKeyUsage,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_kp_timeStamping,
  KeyUsage,
  KeyUsageFlags,
} from '@peculiar/asn1-x509';

import { caExtensions, createKey, ORGANIZATION } from './authority.ts';
import { ECDSA_WITH_SHA256, extension, parseCertificate, signCertificate } from './certificate.ts';
import { arrayBuffer, der, OCTET_STRING, SEQUENCE, SET } from './der.ts';
import { digestOf } from './log.ts';

/** A timestamp authority under a root of its own, whose key is forgotten at once. */
export interface TimestampAuthority {
  /** DER. */
  readonly root: Uint8Array;
  /** DER; the sole purpose time stamping, critical (RFC 3161 section 2.3). */
  readonly leaf: Uint8Array;
  readonly key: KeyObject;
}

const SHA256 = '2.16.840.1.101.3.4.2.1';
const ID_CT_TST_INFO = '1.2.840.113549.1.9.16.1.4';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
// Under the arc that is set aside for examples (X.660): the stand-in promises no accuracy to anyone.
const POLICY = '2.999.1';

export const createTimestampAuthority = (notBefore: number, notAfter: number): TimestampAuthority => {
  const root = createKey();
  const leaf = createKey();
  const common = { notBefore, notAfter, key: root.privateKey };
  const rootCertificate = signCertificate({
    ...common,
    subject: { organization: ORGANIZATION, commonName: 'timestamp root' },
    publicKey: root.publicKey,
    extensions: caExtensions(0),
  });
  const leafCertificate = signCertificate({
    ...common,
    subject: { organization: ORGANIZATION, commonName: 'timestamp authority' },
    publicKey: leaf.publicKey,
    issuer: rootCertificate,
    extensions: [
      extension(id_ce_keyUsage, true, new KeyUsage(KeyUsageFlags.digitalSignature)),
      extension(id_ce_extKeyUsage, true, new ExtendedKeyUsage([id_kp_timeStamping])),
    ],
  });
  return { root: rootCertificate, leaf: leafCertificate, key: leaf.privateKey };
};

/**
 * DER of a TimeStampResp over these bytes (a signature). `time`: milliseconds since 1970, kept to whole
 * seconds, because DER drops a fraction's trailing zeros and readers in the field want exactly three digits.
 */
export const timestamp = (authority: TimestampAuthority, bytes: Uint8Array, time: number): Uint8Array =>
  timestampOfDigest(authority, digestOf(bytes), time);

/** The same over bytes of which only the SHA-256 (32 bytes) is known. */
export const timestampOfDigest = (
  authority: TimestampAuthority,
  digest: Uint8Array,
  time: number,
): Uint8Array => {
  const info = new Uint8Array(
    AsnConvert.serialize(
      new TSTInfo({
        version: TSTInfoVersion.v1,
        policy: POLICY,
        messageImprint: new MessageImprint({
          hashAlgorithm: algorithm(SHA256),
          hashedMessage: new OctetString(digest),
        }),
        serialNumber: arrayBuffer(positive(randomBytes(16))),
        genTime: new Date(Math.floor(time / 1000) * 1000),
      }),
    ),
  );
  const response = new TimeStampResp({
    status: new PKIStatusInfo({ status: PKIStatus.granted }),
    timeStampToken: new ContentInfo({
      contentType: id_signedData,
      content: AsnConvert.serialize(signedData(authority, info)),
    }),
  });
  return new Uint8Array(AsnConvert.serialize(response));
};

const signedData = (authority: TimestampAuthority, info: Uint8Array): SignedData => {
  const leaf = parseCertificate(authority.leaf);
  const attributes = signedAttributes(authority, info);
  // What is signed is the SET OF itself, not its implicitly tagged place in SignerInfo (RFC 5652 section 5.4).
  const signed = der(SET, ...attributes.map(({ bytes }) => bytes));
  const signer = new SignerInfo({
    version: CMSVersion.v1,
    sid: new SignerIdentifier({
      issuerAndSerialNumber: new IssuerAndSerialNumber({
        issuer: leaf.tbsCertificate.issuer,
        serialNumber: leaf.tbsCertificate.serialNumber,
      }),
    }),
    digestAlgorithm: algorithm(SHA256),
    signedAttrs: attributes.map(({ attribute }) => attribute),
    signatureAlgorithm: algorithm(ECDSA_WITH_SHA256),
    signature: new OctetString(sign('sha256', signed, authority.key)),
  });
  return new SignedData({
    version: CMSVersion.v3,
    digestAlgorithms: new DigestAlgorithmIdentifiers([algorithm(SHA256)]),
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: ID_CT_TST_INFO,
      eContent: new EncapsulatedContent({ single: new OctetString(info) }),
    }),
    certificates: new CertificateSet([new CertificateChoices({ certificate: leaf })]),
    signerInfos: new SignerInfos([signer]),
  });
};

// In DER's order of a SET OF, which is that of the encodings.
const signedAttributes = (authority: TimestampAuthority, info: Uint8Array) =>
  [
    attributeOf(
      CONTENT_TYPE,
      new Uint8Array(AsnConvert.serialize(AsnObjectIdentifierConverter.toASN(ID_CT_TST_INFO))),
    ),
    attributeOf(MESSAGE_DIGEST, der(OCTET_STRING, digestOf(info))),
    // ESSCertIDv2 with the default algorithm, SHA-256, left out (RFC 5035 section 4).
    attributeOf(
      SIGNING_CERTIFICATE_V2,
      der(SEQUENCE, der(SEQUENCE, der(SEQUENCE, der(OCTET_STRING, digestOf(authority.leaf))))),
    ),
  ].toSorted((a, b) => Buffer.compare(a.bytes, b.bytes));

const attributeOf = (attrType: string, value: Uint8Array) => {
  const attribute = new Attribute({ attrType, attrValues: [arrayBuffer(value)] });
  return { attribute, bytes: new Uint8Array(AsnConvert.serialize(attribute)) };
};

const algorithm = (oid: string): AlgorithmIdentifier => new AlgorithmIdentifier({ algorithm: oid });

const positive = (bytes: Uint8Array): Uint8Array => {
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
};
