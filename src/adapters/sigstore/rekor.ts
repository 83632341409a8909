// Enters a signature in a Rekor v2 log (rekor-tiles CLIENTS.md, POST /api/v2/log/entries).
import { TransparencyLogEntry } from '@sigstore/protobuf-specs';

import type { LogEntry } from '../../formats/bundle/write.ts';
import { invalid, json, post, type Connection } from './post.ts';

export interface HashedRecord {
  /** SHA-256 of what was signed. Of a statement it is that of the PAE: Rekor v2 knows no entry for envelopes. */
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** The entry with its proof. Fails as `post` does. */
export const enterSignature = async (
  connection: Connection,
  base: string,
  record: HashedRecord,
): Promise<LogEntry> => {
  const body = JSON.stringify({
    hashedRekordRequestV002: {
      digest: base64(record.digest),
      signature: {
        content: base64(record.signature),
        verifier: {
          keyDetails: 'PKIX_ECDSA_P256_SHA_256',
          x509Certificate: { rawBytes: base64(record.certificate) },
        },
      },
    },
  });
  const url = `${base}/api/v2/log/entries`;
  const answer = await post(connection, { service: SERVICE, url, type: 'application/json', body });
  return entryOf(parse(json(SERVICE, answer)));
};

const SERVICE = 'Rekor';

const parse = (answer: unknown): TransparencyLogEntry => {
  if (typeof answer !== 'object' || answer === null) throw invalid(SERVICE, 'it is no log entry');
  try {
    return TransparencyLogEntry.fromJSON(answer);
  } catch {
    throw invalid(SERVICE, 'it is no log entry');
  }
};

const entryOf = ({
  logId,
  kindVersion,
  inclusionProof: proof,
  canonicalizedBody,
  logIndex,
}: TransparencyLogEntry): LogEntry => {
  const [index, size] = [Number(logIndex), Number(proof?.treeSize)];
  if (
    logId === undefined ||
    kindVersion === undefined ||
    proof?.checkpoint === undefined ||
    canonicalizedBody.length === 0
  ) {
    throw invalid(SERVICE, 'the log entry has no proof');
  }
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || proof.logIndex !== logIndex) {
    throw invalid(SERVICE, 'the log entry contradicts its proof');
  }
  return {
    index,
    logId: new Uint8Array(logId.keyId),
    kind: kindVersion.kind,
    version: kindVersion.version,
    body: new Uint8Array(canonicalizedBody),
    root: new Uint8Array(proof.rootHash),
    size,
    path: proof.hashes.map((hash) => new Uint8Array(hash)),
    checkpoint: proof.checkpoint.envelope,
  };
};

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
