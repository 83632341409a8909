// One bundle, judged: @sigstore/verify does the cryptography, and what it lets pass is judged here (trust.md 2, 3, 9).
import { Buffer } from 'node:buffer';
import { createPublicKey, type KeyObject } from 'node:crypto';

import { RFC3161Timestamp, type X509Certificate } from '@sigstore/core';
import { type SignedEntity, Verifier } from '@sigstore/verify';

import type { ReadBundle, ReadEntry } from './bundle/read.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { chainPermits, type Fault, leafFault } from './certificate-faults.ts';
import { sameBytes } from './der.ts';
import { FormatError } from './format-error.ts';
import { entryCertificate } from './log-entry.ts';
import { sha256Of, signedBytes, signedContent, verifies } from './signed-content.ts';
import { Refusal, refusalOf } from './sigstore-refusal.ts';
import type { TrustedRootMaterial } from './trusted-root.ts';
import { parseX509 } from './x509.ts';

/** How many of each a signature must have. */
export interface Thresholds {
  readonly log: number;
  readonly timestamp: number;
  readonly sct: number;
}

export interface Demands {
  readonly thresholds: Thresholds;
  /** How the signer is named: workflows by URI, people by e-mail. */
  readonly nameType: 'uri' | 'email';
}

/** What is proved about a signature. */
export interface SignatureFacts {
  readonly certificate: Certificate;
  /** Milliseconds since 1970: every time that an authority signed; the certificate was valid at each. */
  readonly times: readonly number[];
  /** Host of the log and index of the entry in it. */
  readonly log: { readonly name: string; readonly index: string } | undefined;
}

export type SignatureVerdict = { readonly facts: SignatureFacts } | { readonly fault: Fault };

/**
 * Judges a bundle's signature over its envelope, or over `message`, by this root: the certificate by itself, chain
 * with name constraints, SCT, log inclusion, checkpoint, timestamps, signature; the certificate was valid at every
 * verified time, and the log speaks of this certificate. Says nothing about whose it is.
 */
export const verifySignature = (
  bundle: ReadBundle,
  message: Uint8Array | undefined,
  root: TrustedRootMaterial,
  demands: Demands,
): SignatureVerdict => {
  try {
    return { facts: judge(bundle, message, root, demands) };
  } catch (error) {
    if (error instanceof Refusal) return { fault: { code: error.code, message: error.message } };
    throw error;
  }
};

const judge = (
  bundle: ReadBundle,
  message: Uint8Array | undefined,
  root: TrustedRootMaterial,
  { thresholds, nameType }: Demands,
): SignatureFacts => {
  const signed = signedBytes(bundle, message);
  if (signed === undefined)
    throw new Refusal('SIGNATURE_INVALID', 'there is nothing that this message signature could be over');
  const leaf = readLeaf(bundle);
  const fault = leafFault(leaf);
  if (fault !== undefined) throw new Refusal(fault.code, fault.message);
  if (leaf.names[0]?.type !== nameType) {
    throw new Refusal(
      'CERTIFICATE_NAME_TYPE',
      `the name in its certificate is no ${nameType === 'uri' ? 'URI' : 'e-mail address'}`,
    );
  }
  demandSigned(bundle, signed, leaf);
  const stamps = bundle.timestamps.map(readStamp);
  const times = claimedTimes(bundle, stamps, thresholds);
  const material = permitted(bundle, leaf, times, root);
  const entity: SignedEntity = {
    signature: signedContent(bundle, signed),
    key: { $case: 'certificate', certificate: x509Of(leaf, root) },
    tlogEntries: bundle.entries.map(entryOf),
    timestamps: timestampsOf(bundle, stamps),
  };
  try {
    new Verifier(material, {
      tlogThreshold: thresholds.log,
      timestampThreshold: thresholds.timestamp,
      ctlogThreshold: thresholds.sct,
    }).verify(entity);
  } catch (error) {
    throw refusalOf(error, leaf, times);
  }
  for (const entry of bundle.entries) demandSameCertificate(entry, bundle.certificate);
  return { certificate: leaf, times, log: logOf(bundle, root) };
};

const x509Of = (leaf: Certificate, { leaves }: TrustedRootMaterial): X509Certificate => {
  const bytes = Buffer.from(leaf.der).toString('latin1');
  const known = leaves.get(bytes) ?? parsed(leaf);
  leaves.set(bytes, known);
  return known;
};

const parsed = (leaf: Certificate): X509Certificate => {
  try {
    return parseX509(leaf);
  } catch {
    throw new Refusal('CERTIFICATE_MALFORMED', 'the certificate cannot be read');
  }
};

const readLeaf = ({ certificate }: ReadBundle): Certificate => {
  try {
    return readCertificate(certificate);
  } catch (error) {
    if (error instanceof FormatError)
      throw new Refusal('CERTIFICATE_MALFORMED', `the certificate is malformed: ${error.message}`);
    throw error;
  }
};

// Asked before everything else that is about the signature: a message or a signature that was changed is told as
// that, and not as a log entry or a timestamp of another one.
const demandSigned = (
  { messageDigest, signature }: ReadBundle,
  signed: Uint8Array,
  leaf: Certificate,
): void => {
  const claimed = messageDigest === undefined || sameBytes(messageDigest, sha256Of(signed));
  const holds = verifies(signed, publicKeyOf(leaf), signature);
  if (claimed && holds) return;
  if (claimed) throw new Refusal('SIGNATURE_INVALID', 'its signature does not hold');
  if (holds) throw new Refusal('BUNDLE_NOT_CANONICAL', 'its message digest is not that of the signed bytes');
  throw new Refusal('SUBJECT_DIGEST_MISMATCH', 'its bytes are not the ones that were signed');
};

const publicKeyOf = ({ key }: Certificate): KeyObject => {
  try {
    return createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
  } catch {
    throw new Refusal('CERTIFICATE_MALFORMED', 'the key in its certificate cannot be read');
  }
};

interface Stamp {
  readonly timestamp: RFC3161Timestamp;
  /** Milliseconds since 1970. */
  readonly time: number;
}

const readStamp = (der: Uint8Array): Stamp => {
  try {
    const timestamp = RFC3161Timestamp.parse(Buffer.from(der));
    return { timestamp, time: timestamp.signingTime.getTime() };
  } catch {
    throw new Refusal('TIMESTAMP_INVALID', 'its timestamp cannot be read');
  }
};

// What the Verifier will prove afterwards: the times of the stamps, and of log entries with a signed time.
const claimedTimes = (
  bundle: ReadBundle,
  stamps: readonly Stamp[],
  { timestamp }: Thresholds,
): readonly number[] => {
  const logged = bundle.entries
    .filter(({ promise, integratedTime }) => promise !== undefined && integratedTime !== undefined)
    .map(({ integratedTime }) => Number(integratedTime) * 1000);
  const times = [...stamps.map(({ time }) => time), ...logged];
  if (times.length < timestamp) throw new Refusal('TIMESTAMP_MISSING', 'no authority signed a time for it');
  return times;
};

/** The root without what may not vouch for this leaf: authorities outside their constraints, log keys outside their time. */
const permitted = (
  bundle: ReadBundle,
  leaf: Certificate,
  times: readonly number[],
  { material, authorities }: TrustedRootMaterial,
): TrustedRootMaterial['material'] => {
  const knows = (chain: readonly Certificate[] | undefined): boolean =>
    chain?.some(({ subject }) => sameBytes(subject, leaf.issuer)) === true;
  if (!authorities.some(knows))
    throw new Refusal(
      'TRUST_ROOT_DOES_NOT_KNOW',
      'the trusted root holds no authority that could have issued its certificate',
    );
  const certificateAuthorities = material.certificateAuthorities.filter((_, index) => {
    const chain = authorities[index] ?? [];
    return knows(chain) && chainPermits(chain, leaf);
  });
  if (certificateAuthorities.length === 0) {
    throw new Refusal(
      'CERTIFICATE_OUTSIDE_CONSTRAINTS',
      'the authority that issued its certificate may not vouch for this name',
    );
  }
  const unknown = bundle.entries.find(
    ({ keyId }) => !material.tlogs.some(({ logID }) => sameBytes(logID, keyId)),
  );
  if (unknown !== undefined)
    throw new Refusal(
      'TRUST_ROOT_DOES_NOT_KNOW',
      'the trusted root does not hold the key of its transparency log',
    );
  const within = (validFor: { readonly start: Date; readonly end: Date }): boolean =>
    times.every((time) => validFor.start.getTime() <= time && time <= validFor.end.getTime());
  const tlogs = material.tlogs.filter(({ validFor }) => within(validFor));
  if (!bundle.entries.every(({ keyId }) => tlogs.some(({ logID }) => sameBytes(logID, keyId)))) {
    throw new Refusal('LOG_KEY_NOT_VALID', 'the key of its transparency log was not valid at the time');
  }
  return { ...material, certificateAuthorities, tlogs };
};

const entryOf = (entry: ReadEntry): SignedEntity['tlogEntries'][number] => ({
  logIndex: entry.logIndex,
  logId: { keyId: Buffer.from(entry.keyId) },
  kindVersion: { kind: entry.kind, version: entry.version },
  integratedTime: entry.integratedTime ?? '0',
  inclusionPromise:
    entry.promise === undefined ? undefined : { signedEntryTimestamp: Buffer.from(entry.promise) },
  inclusionProof: {
    logIndex: entry.proof.logIndex,
    rootHash: Buffer.from(entry.proof.rootHash),
    treeSize: entry.proof.treeSize,
    hashes: entry.proof.hashes.map((hash) => Buffer.from(hash)),
    checkpoint: { envelope: entry.proof.checkpoint },
  },
  canonicalizedBody: Buffer.from(entry.body),
});

const timestampsOf = (bundle: ReadBundle, stamps: readonly Stamp[]): SignedEntity['timestamps'] => [
  ...bundle.entries
    .filter(({ promise }) => promise !== undefined)
    .map((entry) => ({ $case: 'transparency-log' as const, tlogEntry: entryOf(entry) })),
  ...stamps.map(({ timestamp }) => ({ $case: 'timestamp-authority' as const, timestamp })),
];

const demandSameCertificate = ({ kind, version, body }: ReadEntry, certificate: Uint8Array): void => {
  try {
    if (sameBytes(entryCertificate(kind, version, body), certificate)) return;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  throw new Refusal('LOG_ENTRY_MISMATCH', 'its log entry is about another certificate');
};

const logOf = (
  { entries: [entry] }: ReadBundle,
  { material }: TrustedRootMaterial,
): SignatureFacts['log'] => {
  if (entry === undefined) return undefined;
  const log = material.tlogs.find(({ logID }) => sameBytes(logID, entry.keyId));
  return { name: log?.baseURL ?? '', index: entry.logIndex };
};
