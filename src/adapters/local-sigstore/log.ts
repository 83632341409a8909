// The rehearsal's transparency log: a Merkle tree in the manner of Rekor v2 (rekor-tiles CLIENTS.md, C2SP tlog-checkpoint).
import { Buffer } from 'node:buffer';
import { createHash, createPublicKey, sign, type KeyObject } from 'node:crypto';

import { REHEARSAL_HOST } from '../../domain/identity.ts';
import type { LogEntry } from '../../formats/bundle/write.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { ed25519LogId, formatCheckpoint, formatNote } from '../../formats/checkpoint.ts';
import { inclusionPath, leafHash, merkleRoot } from '../../formats/merkle.ts';

/** Where leaf hashes are kept, oldest first. */
export interface LeafFile {
  readonly leaves: () => Promise<readonly Uint8Array[]>;
  /** Returns once the hash is on disk. */
  readonly append: (leaf: Uint8Array) => Promise<void>;
}

export interface HashedRecord {
  /** SHA-256 of what was signed: of the PAE for a statement. */
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array;
}

export interface TransparencyLog {
  readonly id: Uint8Array;
  /** Adds a `hashedrekord` 0.0.2 entry; entries asked for at once are added one after the other. */
  readonly add: (record: HashedRecord) => Promise<LogEntry>;
}

/** Origin of the checkpoints, and host of the log's address in the trusted root. */
export const LOG_ORIGIN = `rekor.${REHEARSAL_HOST}`;

/** A log over this Ed25519 key and these leaves. */
export const createLog = (key: KeyObject, file: LeafFile): TransparencyLog => {
  const id = logId(key);
  let last: Promise<unknown> = Promise.resolve();
  const append = async (record: HashedRecord): Promise<LogEntry> => {
    const known = await file.leaves();
    // Index 0 is left out of protobuf's JSON, and one reader in the field then counts with NaN.
    if (known.length === 0) await file.append(leafHash(Buffer.from(SEED, 'utf8')));
    const body = formatHashedRecord(record);
    await file.append(leafHash(body));
    const leaves = await file.leaves();
    const index = leaves.length - 1;
    const root = merkleRoot(leaves);
    const text = formatCheckpoint(LOG_ORIGIN, leaves.length, root);
    return {
      index,
      logId: id,
      kind: 'hashedrekord',
      version: '0.0.2',
      body,
      root,
      size: leaves.length,
      path: inclusionPath(index, leaves),
      checkpoint: formatNote(
        text,
        LOG_ORIGIN,
        id,
        new Uint8Array(sign(null, Buffer.from(text, 'utf8'), key)),
      ),
    };
  };
  return {
    id,
    add: (record) => {
      const mine = last.then(() => append(record));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
};

/** The log's id in full, as trusted roots and entries name it. */
export const logId = (key: KeyObject): Uint8Array => {
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  // An Ed25519 SubjectPublicKeyInfo ends with the 32 bytes of the key (RFC 8410 section 4).
  return ed25519LogId(LOG_ORIGIN, new Uint8Array(spki.subarray(-32)));
};

/** The body of an entry, as it is hashed into the tree. */
export const formatHashedRecord = ({ digest, signature, certificate }: HashedRecord): Uint8Array =>
  canonicalJson({
    apiVersion: '0.0.2',
    kind: 'hashedrekord',
    spec: {
      hashedRekordV002: {
        data: { algorithm: 'SHA2_256', digest: base64(digest) },
        signature: {
          content: base64(signature),
          verifier: {
            keyDetails: 'PKIX_ECDSA_P256_SHA_256',
            x509Certificate: { rawBytes: base64(certificate) },
          },
        },
      },
    },
  });

/** SHA-256, 32 bytes. */
export const digestOf = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest());

const SEED = 'The first leaf of a rehearsal.';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
