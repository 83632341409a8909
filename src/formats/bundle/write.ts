// Assembles a Sigstore bundle in its one canonical form (sigstore/protobuf-specs sigstore_bundle.proto, v0.3).

import { bundleFromJSON, bundleToJSON } from '@sigstore/bundle';

import { BUNDLE_MEDIA_TYPE } from '../../domain/bundle.ts';
import { canonicalJson } from '../canonical-json.ts';

/** An entry of a Rekor v2 log with the proof that it is in (rekor-tiles CLIENTS.md). */
export interface LogEntry {
  readonly index: number;
  readonly logId: Uint8Array;
  /** `hashedrekord` for statements and documents alike. */
  readonly kind: string;
  readonly version: string;
  /** The canonical body, as it was hashed into the tree. */
  readonly body: Uint8Array;
  readonly root: Uint8Array;
  readonly size: number;
  /** The audit path, lowest level first. */
  readonly path: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
}

export type SignedContent =
  /** A DSSE envelope; the signature is over the payload's PAE. */
  | {
      readonly kind: 'dsse';
      readonly payloadType: string;
      readonly payload: Uint8Array;
      readonly signature: Uint8Array;
    }
  /** A signature over a message that lies elsewhere; `digest` is its SHA-256 (32 bytes). */
  | { readonly kind: 'message'; readonly digest: Uint8Array; readonly signature: Uint8Array };

export interface BundleParts {
  readonly content: SignedContent;
  /** DER of the leaf certificate. */
  readonly certificate: Uint8Array;
  readonly entries: readonly LogEntry[];
  /** DER of RFC 3161 TimeStampResp, whole. */
  readonly timestamps: readonly Uint8Array[];
}

/** The bundle's bytes: canonical JSON, one line, no final line feed. */
export const formatBundle = (parts: BundleParts): Uint8Array =>
  canonicalBundle({
    mediaType: BUNDLE_MEDIA_TYPE,
    verificationMaterial: {
      certificate: { rawBytes: base64(parts.certificate) },
      tlogEntries: parts.entries.map(entryJson),
      timestampVerificationData: {
        rfc3161Timestamps: parts.timestamps.map((stamp) => ({ signedTimestamp: base64(stamp) })),
      },
    },
    ...contentJson(parts.content),
  });

/**
 * The one form of a bundle: the protobuf JSON mapping of what its fields say (defaults left out, int64 as
 * text, base64 padded, unknown fields gone), written as canonical JSON. Reading compares bytes with this:
 * a bundle that differs from its own canonical form is `BUNDLE_NOT_CANONICAL`. Throws what
 * `@sigstore/bundle` throws for JSON that is no bundle.
 */
export const canonicalBundle = (json: unknown): Uint8Array =>
  canonicalJson(bundleToJSON(bundleFromJSON(json)));

const entryJson = (entry: LogEntry): object => ({
  logIndex: String(entry.index),
  logId: { keyId: base64(entry.logId) },
  kindVersion: { kind: entry.kind, version: entry.version },
  inclusionProof: {
    logIndex: String(entry.index),
    rootHash: base64(entry.root),
    treeSize: String(entry.size),
    hashes: entry.path.map(base64),
    checkpoint: { envelope: entry.checkpoint },
  },
  canonicalizedBody: base64(entry.body),
});

const contentJson = (content: SignedContent): object => {
  if (content.kind === 'message') {
    const messageDigest = { algorithm: 'SHA2_256', digest: base64(content.digest) };
    return { messageSignature: { messageDigest, signature: base64(content.signature) } };
  }
  const { payloadType, payload, signature } = content;
  return {
    dsseEnvelope: { payload: base64(payload), payloadType, signatures: [{ sig: base64(signature) }] },
  };
};

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
