// The seal's own bundle is the one file that nothing else covers, so every bit of it must be demanded (trust.md 5).
// Which bits stay free is listed in docs/harmless.md.
import { Buffer } from 'node:buffer';

import { BUNDLE_MEDIA_TYPE } from '../../domain/bundle.ts';
import { canonicalText } from '../canonical-json.ts';
import { sameBytes } from '../der.ts';
import { FormatError } from '../format-error.ts';
import { decodeUtf8 } from '../json.ts';
import { demandTimestampForm } from '../timestamp.ts';
import type { TrustedRootMaterial } from '../trusted-root.ts';
import type { ReadBundle, ReadEntry } from './read.ts';

/**
 * Why a bundle whose signature was verified is not the one form of itself; `undefined` when it is. `bytes` are those
 * that `bundle` was read from.
 */
export const canonicalFault = (
  bytes: Uint8Array,
  bundle: ReadBundle,
  { material, timestampers }: TrustedRootMaterial,
): string | undefined => {
  if (canonicalText(jsonOf(bundle)) !== decodeUtf8(bytes)) return 'it is not written in its canonical form';
  if (bundle.entries.length !== 1) return 'it has not exactly one log entry';
  if (bundle.timestamps.length !== 1) return 'it has not exactly one timestamp';
  for (const entry of bundle.entries) {
    const log = material.tlogs.find(({ logID }) => sameBytes(logID, entry.keyId));
    const fault = entryFault(entry, hostOfLog(log?.baseURL ?? ''));
    if (fault !== undefined) return fault;
  }
  const known = timestampers.flatMap((chain) => chain.map(({ der }) => der));
  for (const stamp of bundle.timestamps) {
    const fault = timestampFault(stamp, known);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

// Fields that hold their default are left out, and so is all that no signature covers (key hints, unsigned times).
const jsonOf = (bundle: ReadBundle): unknown => ({
  mediaType: BUNDLE_MEDIA_TYPE,
  verificationMaterial: {
    certificate: { rawBytes: base64(bundle.certificate) },
    tlogEntries: bundle.entries.map(entryJson),
    timestampVerificationData: {
      rfc3161Timestamps: bundle.timestamps.map((stamp) => ({ signedTimestamp: base64(stamp) })),
    },
  },
  ...(bundle.envelope === undefined
    ? {
        messageSignature: {
          messageDigest: { algorithm: 'SHA2_256', digest: base64(bundle.messageDigest ?? new Uint8Array()) },
          signature: base64(bundle.signature),
        },
      }
    : {
        dsseEnvelope: {
          payload: base64(bundle.envelope.payload),
          payloadType: bundle.envelope.payloadType,
          signatures: [{ sig: base64(bundle.signature) }],
        },
      }),
});

const entryJson = (entry: ReadEntry): unknown => ({
  logIndex: unlessZero(entry.logIndex),
  logId: { keyId: base64(entry.keyId) },
  kindVersion: { kind: entry.kind, version: entry.version },
  integratedTime: entry.promise === undefined ? undefined : entry.integratedTime,
  inclusionPromise: entry.promise === undefined ? undefined : { signedEntryTimestamp: base64(entry.promise) },
  inclusionProof: {
    logIndex: unlessZero(entry.proof.logIndex),
    rootHash: base64(entry.proof.rootHash),
    treeSize: entry.proof.treeSize,
    hashes: entry.proof.hashes.length === 0 ? undefined : entry.proof.hashes.map(base64),
    checkpoint: { envelope: entry.proof.checkpoint },
  },
  canonicalizedBody: base64(entry.body),
});

const unlessZero = (number: string): string | undefined => (number === '0' ? undefined : number);

// `— <name> <base64 of hint and signature>`, one line a signature.
const SIGNATURE_LINE = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/;

/** The unsigned fields of a proof against what the signed checkpoint and the proof itself say. */
const entryFault = ({ logIndex, keyId, promise, proof }: ReadEntry, host: string): string | undefined => {
  // With a signed entry timestamp the outer index is signed, and counts over all of a log's shards.
  if (promise === undefined && logIndex !== proof.logIndex) return 'its two log indexes differ';
  const end = proof.checkpoint.indexOf('\n\n');
  const [origin, size, root] = proof.checkpoint.slice(0, end).split('\n');
  if (size !== proof.treeSize) return 'its tree size is not the checkpoint\u2019s';
  if (root !== base64(proof.rootHash)) return 'its root hash is not the checkpoint\u2019s';
  if (promise === undefined && origin !== host) return 'its checkpoint is of another log';
  const lines = proof.checkpoint.slice(end + 2).split('\n');
  if (lines.pop() !== '') return 'its checkpoint has no end';
  const signatures = lines.map((line) => SIGNATURE_LINE.exec(line));
  const [own, ...more] = signatures.filter((line) => line?.[1] === host);
  if (signatures.includes(null) || own === undefined || own === null || more.length > 0)
    return 'its checkpoint is malformed';
  const signature = Buffer.from(own[2] ?? '', 'base64');
  if (signature.toString('base64') !== own[2] || !sameBytes(signature.subarray(0, 4), keyId.subarray(0, 4))) {
    return 'its checkpoint is malformed';
  }
  return undefined;
};

const timestampFault = (der: Uint8Array, known: readonly Uint8Array[]): string | undefined => {
  try {
    demandTimestampForm(der, known);
    return undefined;
  } catch (error) {
    if (error instanceof FormatError) return `its timestamp: ${error.message}`;
    throw error;
  }
};

const hostOfLog = (baseUrl: string): string => /^[a-z]+:\/\/([^/:]+)/.exec(baseUrl)?.[1] ?? baseUrl;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
