// Fulcio, Rekor v2 and a timestamp authority behind one `fetch`, played by the rehearsal's own parts.
import { Buffer } from 'node:buffer';
import { createPublicKey, verify, X509Certificate } from 'node:crypto';

import { AsnConvert } from '@peculiar/asn1-schema';
import { TimeStampReq } from '@peculiar/asn1-tsp';

import { issueCertificate } from '../../src/adapters/local-sigstore/authority.ts';
import { createKeys } from '../../src/adapters/local-sigstore/keys.ts';
import { createLog } from '../../src/adapters/local-sigstore/log.ts';
import { rehearsalRun } from '../../src/adapters/local-sigstore/run.ts';
import { timestampOfDigest } from '../../src/adapters/local-sigstore/timestamp.ts';
import { formatTrustedRoot } from '../../src/adapters/local-sigstore/trusted-root.ts';
import { workflowExtensions } from '../../src/adapters/local-sigstore/workflow-extensions.ts';
import type { Identity } from '../../src/domain/identity.ts';

export interface Services {
  readonly fetch: typeof globalThis.fetch;
  readonly signingConfig: Uint8Array;
  readonly trustedRoot: Uint8Array;
  readonly identity: Identity;
  /** A token that this Fulcio takes. */
  readonly token: string;
  /** Addresses asked so far. */
  readonly asked: readonly string[];
}

/** What may be answered instead of the truth. */
export type Meddle = (url: string, n: number) => Response | undefined;

export const SUBJECT = 'repo:acme/widget:ref:refs/tags/v1.2.3';

export const createServices = (now: () => number, meddle: Meddle = () => undefined): Services => {
  const keys = createKeys(now());
  const leaves: Uint8Array[] = [];
  const log = createLog(keys.log, {
    leaves: async () => leaves,
    append: async (leaf) => void leaves.push(leaf),
  });
  const options = {
    repository: 'acme/widget',
    repositoryId: '1',
    ownerId: '2',
    workflow: '.github/workflows/release.yml',
  };
  const run = rehearsalRun(options, 'v1.2.3', 'c0ffee'.padEnd(40, '0'));
  const token = ['{"alg":"none"}', JSON.stringify({ sub: SUBJECT }), 'sig'].map(base64url).join('.');

  const fulcio = (request: FulcioRequest): Response => {
    const { credentials, publicKeyRequest } = request;
    const publicKey = createPublicKey(publicKeyRequest.publicKey.content);
    const proof = Buffer.from(publicKeyRequest.proofOfPossession, 'base64');
    const owns = verify('sha256', Buffer.from(SUBJECT), publicKey, proof);
    if (credentials.oidcIdentityToken !== token || !owns) {
      return Response.json(
        { code: 3, message: `bad token ${credentials.oidcIdentityToken}` },
        { status: 400 },
      );
    }
    const der = issueCertificate(keys.authority, {
      publicKey,
      names: [{ uri: run.buildSignerUri }],
      extensions: workflowExtensions(run),
      notBefore: now(),
      notAfter: now() + 10 * 60_000,
      ctLog: keys.ctLog,
    });
    const pem = new X509Certificate(der).toString();
    return Response.json({ signedCertificateEmbeddedSct: { chain: { certificates: [pem] } } });
  };

  const rekor = async ({
    hashedRekordRequestV002: { digest, signature },
  }: RekorRequest): Promise<Response> => {
    const entry = await log.add({
      digest: bytes(digest),
      signature: bytes(signature.content),
      certificate: bytes(signature.verifier.x509Certificate.rawBytes),
    });
    return Response.json({
      logIndex: String(entry.index),
      logId: { keyId: base64(entry.logId) },
      kindVersion: { kind: entry.kind, version: entry.version },
      integratedTime: '0',
      inclusionPromise: null,
      inclusionProof: {
        logIndex: String(entry.index),
        rootHash: base64(entry.root),
        treeSize: String(entry.size),
        hashes: entry.path.map(base64),
        checkpoint: { envelope: entry.checkpoint },
      },
      canonicalizedBody: base64(entry.body),
    });
  };

  const stamp = (request: Uint8Array): Response => {
    const { messageImprint } = AsnConvert.parse(request, TimeStampReq);
    const digest = new Uint8Array(messageImprint.hashedMessage.buffer);
    return new Response(Buffer.from(timestampOfDigest(keys.timestampAuthority, digest, now())));
  };

  const asked: string[] = [];
  const answer = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = input instanceof Request ? input.url : input.toString();
    asked.push(url);
    const instead = meddle(url, asked.filter((other) => other === url).length);
    if (instead !== undefined) return instead;
    const body = init?.body;
    const json = (): unknown => JSON.parse(typeof body === 'string' ? body : '');
    if (url === `${FULCIO}/api/v2/signingCert`) return fulcio(json() as FulcioRequest);
    if (url === `${REKOR}/api/v2/log/entries`) return rekor(json() as RekorRequest);
    if (url === TSA && body instanceof Uint8Array) return stamp(body);
    return new Response('not found', { status: 404 });
  };
  return {
    fetch: answer,
    signingConfig: Buffer.from(JSON.stringify(SIGNING_CONFIG)),
    trustedRoot: formatTrustedRoot(keys),
    identity: { san: run.buildSignerUri, issuer: run.issuer },
    token,
    asked,
  };
};

export const FULCIO = 'https://fulcio.example';
export const REKOR = 'https://rekor.example';
export const TSA = 'https://tsa.example/api/v1/timestamp';

const service = (url: string, majorApiVersion: number) => ({
  url,
  majorApiVersion,
  validFor: { start: '2020-01-01T00:00:00Z' },
  operator: 'example',
});

export const SIGNING_CONFIG = {
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  caUrls: [service(FULCIO, 1)],
  oidcUrls: [],
  rekorTlogUrls: [service(REKOR, 2)],
  rekorTlogConfig: { selector: 'ANY' },
  tsaUrls: [service(TSA, 1)],
  tsaConfig: { selector: 'ANY' },
};

interface FulcioRequest {
  readonly credentials: { readonly oidcIdentityToken: string };
  readonly publicKeyRequest: {
    readonly publicKey: { readonly content: string };
    readonly proofOfPossession: string;
  };
}

interface RekorRequest {
  readonly hashedRekordRequestV002: {
    readonly digest: string;
    readonly signature: {
      readonly content: string;
      readonly verifier: { readonly x509Certificate: { readonly rawBytes: string } };
    };
  };
}

const base64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');
const base64url = (value: string): string => Buffer.from(value).toString('base64url');
const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'base64'));
