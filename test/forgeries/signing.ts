// Signs what a forger wants signed: every part of a certificate, a log entry and a timestamp can be bent.
import type { KeyObject } from 'node:crypto';

import {
  type Authority,
  caExtensions,
  createKey,
  issueCertificate,
  ORGANIZATION,
  type SubjectName,
} from '../../src/adapters/local-sigstore/authority.ts';
import { type CertificateExtension, signCertificate } from '../../src/adapters/local-sigstore/certificate.ts';
import type { Keys } from '../../src/adapters/local-sigstore/keys.ts';
import { createLog, type TransparencyLog } from '../../src/adapters/local-sigstore/log.ts';
import { type Leaf, mintBundle, type Signable } from '../../src/adapters/local-sigstore/mint.ts';
import type { TimestampAuthority } from '../../src/adapters/local-sigstore/timestamp.ts';
import { workflowExtensions } from '../../src/adapters/local-sigstore/workflow-extensions.ts';
import type { WorkflowRun } from '../../src/domain/identity.ts';
import { STATEMENT_MEDIA_TYPE } from '../../src/domain/statement.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';

/** What is bent; whatever is absent is as an honest signer does it. */
export interface Bent {
  readonly run?: Partial<WorkflowRun>;
  readonly names?: readonly SubjectName[];
  readonly extensions?: (honest: readonly CertificateExtension[]) => readonly CertificateExtension[];
  readonly purposes?: readonly string[];
  readonly authority?: Authority;
  /** `none`: no SCT. */
  readonly ctLog?: KeyObject | 'none';
  /** Milliseconds from now at which the certificate begins; it holds for ten minutes. */
  readonly from?: number;
  readonly log?: TransparencyLog;
  readonly timestampAuthority?: TimestampAuthority;
  readonly payloadType?: string;
  /** Changes the finished bundle, or answers other bytes for it. */
  readonly edit?: (bundle: BundleJson) => Uint8Array | void;
}

/** A bundle as it is written, open to change. */
export interface BundleJson {
  mediaType: string;
  verificationMaterial: {
    certificate: { rawBytes: string };
    tlogEntries: EntryJson[];
    timestampVerificationData: { rfc3161Timestamps: { signedTimestamp: string }[] };
    [unknown: string]: unknown;
  };
  messageSignature?: { messageDigest: { algorithm: string; digest: string }; signature: string };
  dsseEnvelope?: { payload: string; payloadType: string; signatures: { sig: string; keyid?: string }[] };
}

export interface EntryJson {
  logIndex: string;
  logId: { keyId: string };
  kindVersion: { kind: string; version: string };
  integratedTime?: string;
  inclusionPromise?: { signedEntryTimestamp: string };
  inclusionProof: {
    logIndex: string;
    rootHash: string;
    treeSize: string;
    hashes: string[];
    checkpoint: { envelope: string };
  };
  canonicalizedBody: string;
}

export interface Forger {
  readonly statement: (payload: Uint8Array) => Promise<Uint8Array>;
  readonly document: (document: Uint8Array) => Promise<Uint8Array>;
}

/** Signs as this run under these keys, but for what is bent. */
export const createForger = (keys: Keys, honest: WorkflowRun, bent: Bent = {}): Forger => {
  const now = Date.now();
  const run = { ...honest, ...bent.run };
  const leaf = issue(keys, run, now + (bent.from ?? 0), bent);
  const log = bent.log ?? createMemoryLog(keys.log);
  const timestampAuthority = bent.timestampAuthority ?? keys.timestampAuthority;
  const mint = async (signable: Signable): Promise<Uint8Array> =>
    edited(await mintBundle({ leaf, log, timestampAuthority, time: now }, signable), bent.edit);
  return {
    statement: (payload) =>
      mint({ kind: 'dsse', payloadType: bent.payloadType ?? STATEMENT_MEDIA_TYPE, payload }),
    document: (message) => mint({ kind: 'message', message }),
  };
};

/** The bundle changed, in canonical form unless the change itself answers bytes. */
export const edited = (bytes: Uint8Array, edit: Bent['edit']): Uint8Array => {
  if (edit === undefined) return bytes;
  const json = readBundleJson(bytes);
  return edit(json) ?? canonicalJson(json);
};

export const readBundleJson = (bytes: Uint8Array): BundleJson =>
  JSON.parse(new TextDecoder().decode(bytes)) as BundleJson;

/** A log that nobody keeps, with a few entries of others in it, so that proofs have a path. */
export const createMemoryLog = (key: KeyObject): TransparencyLog => {
  const leaves: Uint8Array[] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));
  return createLog(key, {
    leaves: () => Promise.resolve([...leaves]),
    append: (leaf) => {
      leaves.push(leaf);
      return Promise.resolve();
    },
  });
};

/** An authority that may vouch for any name: what stands in for the public one. Valid for so long around now. */
export const createOpenAuthority = (organization = ORGANIZATION, life = 86_400_000): Authority => {
  const root = createKey();
  const lower = createKey();
  const common = { notBefore: Date.now() - 3_600_000, notAfter: Date.now() + life, key: root.privateKey };
  const rootCertificate = signCertificate({
    ...common,
    subject: { organization, commonName: 'root' },
    publicKey: root.publicKey,
    extensions: caExtensions(1),
  });
  const intermediate = signCertificate({
    ...common,
    subject: { organization, commonName: 'intermediate' },
    publicKey: lower.publicKey,
    issuer: rootCertificate,
    extensions: caExtensions(0),
  });
  return { root: rootCertificate, intermediate, key: lower.privateKey };
};

const issue = (keys: Keys, run: WorkflowRun, from: number, bent: Bent): Leaf => {
  const { publicKey, privateKey } = createKey();
  const honest = workflowExtensions(run);
  const ctLog = bent.ctLog ?? keys.ctLog;
  const certificate = issueCertificate(bent.authority ?? keys.authority, {
    publicKey,
    names: bent.names ?? [{ uri: run.buildSignerUri }],
    extensions: bent.extensions?.(honest) ?? honest,
    notBefore: from,
    notAfter: from + 600_000,
    ...(ctLog === 'none' ? {} : { ctLog }),
    ...(bent.purposes === undefined ? {} : { purposes: bent.purposes }),
  });
  return { key: privateKey, certificate };
};

/** The same extensions, but Fulcio's extension of this number (up to 6: bare text) says something else. */
export const relabelled = (
  honest: readonly CertificateExtension[],
  number: number,
  text: string,
): readonly CertificateExtension[] =>
  honest.map((one) =>
    one.oid === `1.3.6.1.4.1.57264.1.${number}` ? { ...one, value: new TextEncoder().encode(text) } : one,
  );
