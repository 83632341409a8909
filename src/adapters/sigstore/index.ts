// The signer of real releases: Fulcio, Rekor v2 and timestamp authorities as a signing configuration names them.
import { createHash, generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';

import type { Secret } from '../../domain/secret.ts';
import { STATEMENT_MEDIA_TYPE } from '../../domain/statement.ts';
import { formatBundle, type SignedContent } from '../../formats/bundle/write.ts';
import { pae } from '../../formats/pae.ts';
import { checkSignableDocument, checkSignableStatement } from '../../formats/signable.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Signer } from '../../ports/signer.ts';
import { requestCertificate } from './fulcio.ts';
import type { Connection } from './post.ts';
import { enterSignature } from './rekor.ts';
import { chooseServices, type Services } from './signing-config.ts';
import { requestTimestamp } from './timestamps.ts';

export interface SigstoreSignerOptions {
  /** Bytes of a SigningConfig v0.2. */
  readonly signingConfig: Uint8Array;
  /** Asked once for each certificate: about every eight minutes of signing. */
  readonly identityToken: () => Promise<Secret>;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds for one attempt; 30,000 unless said. */
  readonly timeout?: number;
  /** How often a service is asked before it counts as unreachable; 3 unless said. */
  readonly attempts?: number;
  /** Milliseconds before the second attempt; 500 unless said. */
  readonly backoff?: number;
  readonly signal?: AbortSignal;
}

interface Leaf {
  readonly key: KeyObject;
  readonly certificate: Uint8Array;
  /** Milliseconds since 1970. */
  readonly until: number;
}

// Signing, logging and stamping must all fall within the certificate's life.
const MARGIN = 2 * 60_000;

/**
 * A signer with one key and one certificate for many signatures; the key never leaves memory. It checks
 * nothing of what the services answer beyond their form: the prover does. Fails with `SIGNING_REFUSED`,
 * `SIGNING_CONFIG_INVALID`, `IDENTITY_TOKEN_INVALID`, `SIGSTORE_UNREACHABLE`, `SIGSTORE_REFUSED`,
 * `SIGSTORE_ANSWER_INVALID`.
 */
export const createSigstoreSigner = (options: SigstoreSignerOptions): Signer => {
  const { clock } = options;
  const connection: Connection = {
    fetch: options.fetch ?? globalThis.fetch,
    timeout: options.timeout ?? 30_000,
    attempts: options.attempts ?? 3,
    backoff: options.backoff ?? 500,
    signal: options.signal,
  };
  let pending: Promise<Leaf> | undefined;
  const fresh = (services: Services): Promise<Leaf> => {
    const mine = issue(connection, services, options.identityToken);
    pending = mine;
    // After a failure the next signature asks anew.
    mine.catch(() => {
      if (pending === mine) pending = undefined;
    });
    return mine;
  };
  const leaf = async (services: Services): Promise<Leaf> => {
    const asked = pending ?? fresh(services);
    const current = await asked;
    if (clock.now() < current.until - MARGIN) return current;
    return pending === undefined || pending === asked ? fresh(services) : pending;
  };
  const signed = async (
    bytes: Uint8Array,
    contentOf: (signature: Uint8Array, digest: Uint8Array) => SignedContent,
  ) => {
    const services = chooseServices(options.signingConfig, clock.now());
    const { key, certificate } = await leaf(services);
    const signature = new Uint8Array(sign('sha256', bytes, key));
    const digest = new Uint8Array(createHash('sha256').update(bytes).digest());
    const [entries, timestamps] = await Promise.all([
      Promise.all(
        services.logs.map((url) => enterSignature(connection, url, { digest, signature, certificate })),
      ),
      Promise.all(services.timestampAuthorities.map((url) => requestTimestamp(connection, url, signature))),
    ]);
    return formatBundle({ content: contentOf(signature, digest), certificate, entries, timestamps });
  };
  return {
    statement: async (statement) => {
      checkSignableStatement(statement);
      const payloadType = STATEMENT_MEDIA_TYPE;
      return signed(pae(payloadType, statement), (signature) => ({
        kind: 'dsse',
        payloadType,
        payload: statement,
        signature,
      }));
    },
    document: async (document) => {
      checkSignableDocument(document);
      return signed(document, (signature, digest) => ({ kind: 'message', digest, signature }));
    },
  };
};

const issue = async (
  connection: Connection,
  services: Services,
  identityToken: () => Promise<Secret>,
): Promise<Leaf> => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = await requestCertificate(
    connection,
    services.fulcio,
    privateKey,
    await identityToken(),
  );
  return { key: privateKey, certificate, until: new X509Certificate(certificate).validToDate.getTime() };
};
