// A Sigstore bundle v0.3, read strictly (sigstore/protobuf-specs sigstore_bundle.proto): one certificate, no unknown field.
import { BUNDLE_MEDIA_TYPE, type BundleContent } from '../../domain/bundle.ts';
import type { Json } from '../canonical-json.ts';
import { FormatError } from '../format-error.ts';
import { parseJson } from '../json.ts';
import { base64, exactly, type Fields, filled, list, matching, maybe, one, text } from '../strict.ts';

/** The most bytes of a bundle; its payload is at most a statement of 1,024 subjects. */
export const BUNDLE_LIMIT = 16 * 1024 * 1024;

export interface ReadProof {
  readonly logIndex: string;
  readonly rootHash: Uint8Array;
  readonly treeSize: string;
  readonly hashes: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
}

export interface ReadEntry {
  readonly logIndex: string;
  readonly keyId: Uint8Array;
  readonly kind: string;
  readonly version: string;
  /** Seconds; only a signed entry timestamp vouches for it. */
  readonly integratedTime: string | undefined;
  /** The signed entry timestamp. */
  readonly promise: Uint8Array | undefined;
  readonly proof: ReadProof;
  readonly body: Uint8Array;
}

/** Well formed, and nothing more: every field is still the sender's word. */
export interface ReadBundle {
  readonly kind: BundleContent;
  /** DER of the leaf. */
  readonly certificate: Uint8Array;
  readonly entries: readonly ReadEntry[];
  /** DER of RFC 3161 TimeStampResp. */
  readonly timestamps: readonly Uint8Array[];
  readonly signature: Uint8Array;
  /** SHA-256 that a message signature claims to be over. */
  readonly messageDigest: Uint8Array | undefined;
  readonly envelope:
    | { readonly payloadType: string; readonly payload: Uint8Array; readonly keyid: string | undefined }
    | undefined;
}

/** What a bundle says. Throws `FormatError`, also for older forms (v0.1, v0.2, chains, public keys). */
export const readBundle = (bytes: Uint8Array): ReadBundle =>
  readBundleJson(parseJson(bytes, { bytes: BUNDLE_LIMIT }));

export const readBundleJson = (json: Json): ReadBundle => {
  const fields = exactly(
    json,
    '',
    ['mediaType', 'verificationMaterial'],
    ['messageSignature', 'dsseEnvelope'],
  );
  one(fields['mediaType'], 'mediaType', [BUNDLE_MEDIA_TYPE]);
  const at = 'verificationMaterial';
  const material = exactly(fields[at], at, ['certificate'], ['tlogEntries', 'timestampVerificationData']);
  const certificate = exactly(material['certificate'], `${at}.certificate`, ['rawBytes']);
  return {
    certificate: base64(certificate['rawBytes'], `${at}.certificate.rawBytes`),
    entries: maybe(material, 'tlogEntries', at, (value, place) => list(value, place, readEntry, 16)) ?? [],
    timestamps: maybe(material, 'timestampVerificationData', at, readTimestamps) ?? [],
    ...readContent(fields),
  };
};

const readContent = (
  fields: Fields,
): Pick<ReadBundle, 'kind' | 'signature' | 'messageDigest' | 'envelope'> => {
  const message = maybe(fields, 'messageSignature', '', readMessage);
  const dsse = maybe(fields, 'dsseEnvelope', '', readEnvelope);
  if (message !== undefined && dsse === undefined) return message;
  if (dsse !== undefined && message === undefined) return dsse;
  throw new FormatError('neither one message signature nor one DSSE envelope');
};

const readMessage = (value: unknown, at: string): ReturnType<typeof readContent> => {
  const { messageDigest, signature } = exactly(value, at, ['messageDigest', 'signature']);
  const digest = exactly(messageDigest, `${at}.messageDigest`, ['algorithm', 'digest']);
  one(digest['algorithm'], `${at}.messageDigest.algorithm`, ['SHA2_256']);
  return {
    kind: 'message',
    signature: base64(signature, `${at}.signature`),
    messageDigest: base64(digest['digest'], `${at}.messageDigest.digest`),
    envelope: undefined,
  };
};

const readEnvelope = (value: unknown, at: string): ReturnType<typeof readContent> => {
  const fields = exactly(value, at, ['payload', 'payloadType', 'signatures']);
  const signatures = list(fields['signatures'], `${at}.signatures`, readSignature, 16);
  const [only] = signatures;
  if (only === undefined || signatures.length > 1)
    throw new FormatError(`${signatures.length} signatures, not one`, at);
  return {
    kind: 'dsse',
    signature: only.sig,
    messageDigest: undefined,
    envelope: {
      payloadType: filled(fields['payloadType'], `${at}.payloadType`),
      payload: base64(fields['payload'], `${at}.payload`),
      keyid: only.keyid,
    },
  };
};

const readSignature = (
  value: unknown,
  at: string,
): { readonly sig: Uint8Array; readonly keyid: string | undefined } => {
  const fields = exactly(value, at, ['sig'], ['keyid']);
  return { sig: base64(fields['sig'], `${at}.sig`), keyid: maybe(fields, 'keyid', at, text) };
};

const readEntry = (value: unknown, at: string): ReadEntry => {
  const fields = exactly(
    value,
    at,
    ['logId', 'kindVersion', 'inclusionProof', 'canonicalizedBody'],
    ['logIndex', 'integratedTime', 'inclusionPromise'],
  );
  const kind = exactly(fields['kindVersion'], `${at}.kindVersion`, ['kind', 'version']);
  return {
    logIndex: maybe(fields, 'logIndex', at, decimal) ?? '0',
    keyId: base64(exactly(fields['logId'], `${at}.logId`, ['keyId'])['keyId'], `${at}.logId.keyId`),
    kind: filled(kind['kind'], `${at}.kindVersion.kind`),
    version: filled(kind['version'], `${at}.kindVersion.version`),
    integratedTime: maybe(fields, 'integratedTime', at, decimal),
    promise: maybe(fields, 'inclusionPromise', at, (promise, place) =>
      base64(exactly(promise, place, ['signedEntryTimestamp'])['signedEntryTimestamp'], place),
    ),
    proof: readProof(fields['inclusionProof'], `${at}.inclusionProof`),
    body: base64(fields['canonicalizedBody'], `${at}.canonicalizedBody`),
  };
};

const readProof = (value: unknown, at: string): ReadProof => {
  // The protobuf JSON mapping leaves out the index 0 and an empty path.
  const fields = exactly(value, at, ['rootHash', 'treeSize', 'checkpoint'], ['logIndex', 'hashes']);
  return {
    logIndex: maybe(fields, 'logIndex', at, decimal) ?? '0',
    rootHash: base64(fields['rootHash'], `${at}.rootHash`),
    treeSize: decimal(fields['treeSize'], `${at}.treeSize`),
    hashes: maybe(fields, 'hashes', at, (hashes, place) => list(hashes, place, base64, 64)) ?? [],
    checkpoint: filled(
      exactly(fields['checkpoint'], `${at}.checkpoint`, ['envelope'])['envelope'],
      `${at}.checkpoint`,
    ),
  };
};

const readTimestamps = (value: unknown, at: string): readonly Uint8Array[] => {
  const fields = exactly(value, at, [], ['rfc3161Timestamps']);
  const stamp = (one: unknown, place: string): Uint8Array =>
    base64(exactly(one, place, ['signedTimestamp'])['signedTimestamp'], place);
  return maybe(fields, 'rfc3161Timestamps', at, (stamps, place) => list(stamps, place, stamp, 16)) ?? [];
};

const decimal = (value: unknown, at: string): string =>
  matching(value, at, /^(?:0|[1-9][0-9]{0,18})$/, 'decimal number');
