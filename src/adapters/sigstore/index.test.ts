import { inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import { DOCUMENT, signerContract, STATEMENT, verifyBundle } from '../../../test/contracts/signer.ts';
import {
  createServices,
  FULCIO,
  REKOR,
  TSA,
  type Meddle,
  type Services,
} from '../../../test/support/sigstore-services.ts';
import { secret } from '../../domain/secret.ts';
import type { Signer } from '../../ports/signer.ts';
import { createSigstoreSigner } from './index.ts';

const START = Date.parse('2026-03-01T12:00:00.789Z');
const SIGNING_CERT = `${FULCIO}/api/v2/signingCert`;
const ENTRIES = `${REKOR}/api/v2/log/entries`;

interface Options {
  readonly now?: () => number;
  readonly meddle?: Meddle;
  readonly token?: string;
  readonly signal?: AbortSignal;
}

const open = (options: Options = {}): Services & { readonly signer: Signer } => {
  const now = options.now ?? (() => START);
  const services = createServices(now, options.meddle);
  const signer = createSigstoreSigner({
    signingConfig: services.signingConfig,
    identityToken: async () => secret(options.token ?? services.token),
    clock: { now },
    fetch: services.fetch,
    timeout: 5000,
    backoff: 1,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return { ...services, signer };
};

signerContract('Sigstore by a signing configuration', async () => open());

describe('certificates', () => {
  it('are asked for once for many signatures, also at the same moment', async () => {
    const { signer, asked } = open();
    await Promise.all([signer.statement(STATEMENT), signer.document(DOCUMENT)]);
    await signer.document(DOCUMENT);
    expect(asked.filter((url) => url === SIGNING_CERT)).toHaveLength(1);
  });

  it('are asked for anew before they expire', async () => {
    let now = START;
    const under = open({ now: () => now });
    await under.signer.document(DOCUMENT);
    now += 8 * 60_000;
    const bundle = await under.signer.document(DOCUMENT);
    expect(under.asked.filter((url) => url === SIGNING_CERT)).toHaveLength(2);
    expect(() => verifyBundle(under, bundle, DOCUMENT)).not.toThrow();
  });

  it('are asked for anew after a refusal', async () => {
    const meddle: Meddle = (url, n) =>
      url === SIGNING_CERT && n === 1 ? new Response('', { status: 403 }) : undefined;
    const { signer } = open({ meddle });
    await expect(signer.document(DOCUMENT)).rejects.toMatchObject({ code: 'SIGSTORE_REFUSED' });
    await expect(signer.document(DOCUMENT)).resolves.toBeInstanceOf(Uint8Array);
  });
});

describe('a service with a bad moment', () => {
  it.each([SIGNING_CERT, ENTRIES, TSA])('%s is asked again', async (url) => {
    const meddle: Meddle = (asked, n) => {
      if (asked !== url || n > 2) return undefined;
      return new Response('', { status: n === 1 ? 408 : 503 });
    };
    const under = open({ meddle });
    const bundle = await under.signer.statement(STATEMENT);
    expect(() => verifyBundle(under, bundle)).not.toThrow();
  });

  it.each([
    { name: 'faults in every attempt', answer: () => new Response('', { status: 500 }), asked: 3 },
    { name: 'is overrun in every attempt', answer: () => new Response('', { status: 429 }), asked: 3 },
    {
      name: 'cannot be reached',
      answer: (): Response => {
        throw new TypeError('fetch failed');
      },
      asked: 3,
    },
  ])('that $name is SIGSTORE_UNREACHABLE', async ({ answer, asked }) => {
    const under = open({ meddle: (url) => (url === ENTRIES ? answer() : undefined) });
    await expect(under.signer.document(DOCUMENT)).rejects.toMatchObject({
      code: 'SIGSTORE_UNREACHABLE',
      exit: 3,
    });
    expect(under.asked.filter((url) => url === ENTRIES)).toHaveLength(asked);
  });

  it('that refuses is not asked again', async () => {
    const under = open({
      meddle: (url) => (url === ENTRIES ? new Response('no', { status: 400 }) : undefined),
    });
    await expect(under.signer.document(DOCUMENT)).rejects.toMatchObject({
      code: 'SIGSTORE_REFUSED',
      exit: 3,
    });
    expect(under.asked.filter((url) => url === ENTRIES)).toHaveLength(1);
  });

  it('is given up when the caller is interrupted', async () => {
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const meddle: Meddle = () => {
      controller.abort(reason);
      return new Response('', { status: 503 });
    };
    const under = open({ meddle, signal: controller.signal });
    await expect(under.signer.document(DOCUMENT)).rejects.toBe(reason);
    expect(under.asked).toHaveLength(1);
  });
});

describe('an answer that is not what it should be', () => {
  const json = (value: unknown) => () => Response.json(value);
  it.each([
    { name: 'a certificate answer without certificate', url: SIGNING_CERT, answer: json({}) },
    { name: 'a detached SCT', url: SIGNING_CERT, answer: json({ signedCertificateDetachedSct: {} }) },
    {
      name: 'a certificate that is none',
      url: SIGNING_CERT,
      answer: json({ signedCertificateEmbeddedSct: { chain: { certificates: ['x'] } } }),
    },
    { name: 'a log entry that is no JSON', url: ENTRIES, answer: () => new Response('<html>') },
    { name: 'a log entry that is a list', url: ENTRIES, answer: json([]) },
    { name: 'a log entry without proof', url: ENTRIES, answer: json({ logIndex: '1' }) },
    { name: 'a timestamp that is none', url: TSA, answer: () => new Response('hello') },
    // TimeStampResp { status rejection(2) }
    {
      name: 'a timestamp that was rejected',
      url: TSA,
      answer: () => new Response(Uint8Array.of(0x30, 5, 0x30, 3, 2, 1, 2)),
    },
    { name: 'an answer of 2 MiB', url: ENTRIES, answer: () => new Response(new Uint8Array(2 ** 21)) },
  ])('$name is SIGSTORE_ANSWER_INVALID', async ({ url, answer }) => {
    const { signer } = open({ meddle: (asked) => (asked === url ? answer() : undefined) });
    await expect(signer.document(DOCUMENT)).rejects.toMatchObject({ code: 'SIGSTORE_ANSWER_INVALID' });
  });
});

describe('the identity token', () => {
  const everything = async (signer: Signer): Promise<string> => {
    const failure: unknown = await signer.document(DOCUMENT).then(
      () => undefined,
      (error: unknown) => error,
    );
    return `${inspect(failure, { depth: 9, showHidden: true })} ${JSON.stringify(failure)}`;
  };

  it('is not in the failure when Fulcio repeats it', async () => {
    const token = `${Buffer.from('{}').toString('base64url')}.${Buffer.from('{"sub":"canary"}').toString('base64url')}.canary`;
    const said = await everything(open({ token }).signer);
    expect(said).toContain('SIGSTORE_REFUSED');
    expect(said).toContain('[token]');
    expect(said).not.toContain(token);
  });

  it.each(['canary', 'a.canary.b', `a.${Buffer.from('{"canary":1}').toString('base64url')}.b`])(
    'is not in the failure when it is no token of this kind: %s',
    async (token) => {
      const said = await everything(open({ token }).signer);
      expect(said).toContain('IDENTITY_TOKEN_INVALID');
      expect(said).not.toContain(token);
    },
  );

  it('is not in the failure when the connection breaks with the request in its message', async () => {
    const under = open({
      meddle: () => {
        throw new Error(`while sending ${under.token}`);
      },
    });
    const said = await everything(under.signer);
    expect(said).toContain('SIGSTORE_UNREACHABLE');
    expect(said).not.toContain(under.token);
  });

  it('is not in the bundle', async () => {
    const under = open();
    const bundle = Buffer.from(await under.signer.statement(STATEMENT)).toString('utf8');
    expect(bundle).not.toContain(under.token);
  });
});
