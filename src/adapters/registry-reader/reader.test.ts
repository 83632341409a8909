import { afterEach, describe, expect, it } from 'vitest';

import { type Answer, listen, type Loopback } from '../../../test/support/loopback.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { hexOf } from '../../domain/digest.ts';
import type { Failure } from '../../domain/failure.ts';
import { MAX_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { Registry } from '../../ports/registry.ts';
import { createAsk, createRegistryReader, locateRegistry } from './index.ts';

const open: Loopback[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

interface Reading extends Loopback {
  readonly registry: Registry;
  readonly repository: string;
}

const serve = async (answer: Answer): Promise<Reading> => {
  const made = await listen(answer);
  open.push(made);
  const ask = createAsk({ backoff: 1, attempts: 2, idle: 5000 });
  const registry = createRegistryReader({ locate: locateRegistry(), ask, backoff: 1 });
  return { ...made, registry, repository: `${made.host}/acme/widget` };
};

const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const EMPTY: Descriptor = {
  mediaType: 'application/vnd.oci.empty.v1+json',
  digest: sha256(bytesOf({})),
  size: 2,
};
const manifest = { schemaVersion: 2, mediaType: OCI_MANIFEST, config: EMPTY, layers: [EMPTY] };
const MANIFEST = bytesOf(manifest);
const DIGEST = sha256(MANIFEST);
const errors = (code: string): string => JSON.stringify({ errors: [{ code, message: 'so it is' }] });

const collect = async (source: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
};

describe('a manifest', () => {
  const serveManifest = (bytes: Uint8Array, headers: Readonly<Record<string, string>>, status = 200) =>
    serve((_, response) => void response.writeHead(status, headers).end(bytes));
  const typed = { 'content-type': `${OCI_MANIFEST}; charset=utf-8` };

  it('is read by digest, and described by its bytes when it is read by tag', async () => {
    const { registry, repository, asked } = await serveManifest(MANIFEST, {
      ...typed,
      'docker-content-digest': DIGEST,
    });
    expect(await registry.manifest(repository, DIGEST)).toEqual(MANIFEST);
    expect(await registry.resolve(repository, 'v1')).toEqual({
      mediaType: OCI_MANIFEST,
      digest: DIGEST,
      size: MANIFEST.length,
    });
    expect(asked).toEqual([`GET /v2/acme/widget/manifests/${DIGEST}`, 'GET /v2/acme/widget/manifests/v1']);
  });

  it('may leave its media type out when it is served as what it is', async () => {
    const old = bytesOf({ schemaVersion: 2, config: EMPTY, layers: [] });
    const { registry, repository } = await serveManifest(old, typed);
    expect(await registry.manifest(repository, sha256(old))).toEqual(old);
  });

  const big = bytesOf({ ...manifest, annotations: { x: 'x'.repeat(MAX_MANIFEST) } });
  const both = bytesOf({ ...manifest, manifests: [] });
  const twice = new TextEncoder().encode('{"mediaType":"a","mediaType":"b","layers":[]}');
  it.each([
    {
      name: 'other bytes',
      bytes: bytesOf({ ...manifest, layers: [] }),
      headers: typed,
      code: 'CONTENT_DAMAGED',
    },
    {
      name: 'another digest beside it',
      headers: { ...typed, 'docker-content-digest': EMPTY.digest },
      code: 'CONTENT_DAMAGED',
    },
    { name: 'as an index', headers: { 'content-type': OCI_INDEX }, code: 'MANIFEST_INVALID' },
    { name: 'as nothing in particular', headers: {}, code: 'MANIFEST_INVALID' },
    {
      name: 'with layers and manifests',
      bytes: both,
      digest: sha256(both),
      headers: typed,
      code: 'MANIFEST_INVALID',
    },
    {
      name: 'with a key twice',
      bytes: twice,
      digest: sha256(twice),
      headers: typed,
      code: 'MANIFEST_INVALID',
    },
    {
      name: 'that is no JSON',
      bytes: new Uint8Array(9),
      digest: sha256(new Uint8Array(9)),
      headers: typed,
      code: 'MANIFEST_INVALID',
    },
    {
      name: 'that is too large',
      bytes: big,
      digest: sha256(big),
      headers: typed,
      code: 'MANIFEST_TOO_LARGE',
    },
    {
      name: 'and does not know it',
      status: 404,
      body: errors('MANIFEST_UNKNOWN'),
      headers: {},
      code: 'MANIFEST_MISSING',
    },
    {
      name: 'and knows no page',
      status: 404,
      body: '404 page not found',
      headers: {},
      code: 'MANIFEST_MISSING',
    },
    {
      name: 'and means something else',
      status: 404,
      body: errors('UNSUPPORTED'),
      headers: {},
      code: 'REGISTRY_REFUSED',
    },
    {
      name: 'and lets nobody in',
      status: 401,
      body: errors('MANIFEST_UNKNOWN'),
      headers: {},
      code: 'REGISTRY_UNAUTHORIZED',
    },
    {
      name: 'and forbids it',
      status: 403,
      body: errors('MANIFEST_UNKNOWN'),
      headers: {},
      code: 'REGISTRY_UNAUTHORIZED',
    },
    { name: 'as a part', status: 206, headers: typed, code: 'REGISTRY_REFUSED' },
    { name: 'as gone', status: 410, body: errors('MANIFEST_UNKNOWN'), headers: {}, code: 'REGISTRY_REFUSED' },
  ])('that a registry serves $name: $code', async ({ name, bytes, body, digest, headers, status, code }) => {
    const sent = body === undefined ? (bytes ?? MANIFEST) : new TextEncoder().encode(body);
    const { registry, repository } = await serveManifest(sent, { ...headers }, status);
    await expect(registry.manifest(repository, digest ?? DIGEST)).rejects.toMatchObject({ code });
    // By tag there is nothing to compare the bytes with.
    const resolved = registry.resolve(repository, 'v1').then(
      (found) => (found === undefined ? 'MANIFEST_MISSING' : 'found'),
      (error: unknown) => (error as Failure).code,
    );
    expect(await resolved).toBe(name === 'other bytes' ? 'found' : code);
  });

  it('without end is left', async () => {
    const { registry, repository } = await serve((_, response) => {
      response.writeHead(200, typed);
      const more = (): void => void (response.destroyed || response.write(' '.repeat(65_536), more));
      more();
    });
    await expect(registry.manifest(repository, DIGEST)).rejects.toMatchObject({ code: 'MANIFEST_TOO_LARGE' });
  });

  it('that breaks off is asked for again', async () => {
    let left = 2;
    const { registry, repository } = await serve((_, response) => {
      response.writeHead(200, { ...typed, 'content-length': MANIFEST.length });
      left -= 1;
      if (left < 0) response.end(MANIFEST);
      else response.write(MANIFEST.subarray(0, 9), () => setTimeout(() => response.destroy(), 5));
    });
    expect(await registry.manifest(repository, DIGEST)).toEqual(MANIFEST);
  });
});

describe('a blob', () => {
  const BLOB = new Uint8Array(300_000).map((_, at) => (at * 7) ^ (at >> 8));
  const content: Descriptor = {
    mediaType: 'application/octet-stream',
    digest: sha256(BLOB),
    size: BLOB.length,
  };

  it('is read once, whole', async () => {
    const { registry, repository, asked } = await serve((_, response) => void response.end(BLOB));
    expect(await collect(registry.blob(repository, content))).toEqual(BLOB);
    expect(asked).toEqual([`GET /v2/acme/widget/blobs/${content.digest}`]);
  });

  it.each([
    { name: 'where the registry takes ranges', ranges: true },
    { name: 'where it begins anew each time', ranges: false },
  ])('is taken up where the connection broke: $name', async ({ ranges }) => {
    const from: number[] = [];
    let breaks = 3;
    const { registry, repository } = await serve((request, response) => {
      const start = ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
      from.push(start);
      const rest = BLOB.subarray(start);
      if (start > 0)
        response.writeHead(206, {
          'content-range': `bytes ${start}-${BLOB.length - 1}/${BLOB.length}`,
          'content-length': rest.length,
        });
      else response.writeHead(200, { 'content-length': rest.length });
      breaks -= 1;
      if (breaks < 0) response.end(rest);
      // Each time somewhere else, as a network does.
      else
        response.write(rest.subarray(0, 80_000 + 10_000 * breaks), () =>
          setTimeout(() => response.destroy(), 10),
        );
    });
    expect(await collect(registry.blob(repository, content))).toEqual(BLOB);
    expect(from).toHaveLength(4);
    expect(from.every((start, at) => at === 0 || !ranges || start > (from[at - 1] ?? 0))).toBe(true);
  });

  /** Promises all of a blob, gives so many bytes from its beginning, and hangs up. */
  const breaking =
    (at: number): Answer =>
    (_, response) => {
      response.writeHead(200, { 'content-length': BLOB.length }).flushHeaders();
      if (at > 0) response.write(BLOB.subarray(0, at));
      setTimeout(() => response.destroy(), 10);
    };

  const BREAKING = [
    { at: 9, code: 'REGISTRY_UNREACHABLE', ends: 'is given up' },
    { at: 0, code: 'CONTENT_MISSING', ends: 'is missing: it is promised, and not one byte comes' },
  ] as const;
  it.each(BREAKING)('that breaks at byte $at again and again $ends', async ({ at, code }) => {
    const { registry, repository, asked } = await serve(breaking(at));
    await expect(collect(registry.blob(repository, content))).rejects.toMatchObject({ code });
    expect(asked).toHaveLength(3);
  });

  it('that broke off is not waited for by whoever has given up', async () => {
    const made = await listen(breaking(9));
    open.push(made);
    const given = new AbortController();
    const { signal } = given;
    const ask = createAsk({ signal });
    const registry = createRegistryReader({ locate: locateRegistry(), ask, backoff: 60_000, signal });
    const reading = collect(registry.blob(`${made.host}/acme/widget`, content));
    setTimeout(() => given.abort(new Error('it was interrupted')), 100);
    await expect(reading).rejects.toThrow('it was interrupted');
  });

  const changed = Uint8Array.from(BLOB, (byte, at) => (at === 299_999 ? byte ^ 1 : byte));
  const attacks: readonly { name: string; code: string; answer: Answer }[] = [
    { name: 'other bytes', code: 'CONTENT_DAMAGED', answer: (_, response) => void response.end(changed) },
    {
      name: 'fewer bytes',
      code: 'CONTENT_DAMAGED',
      answer: (_, response) => void response.end(BLOB.subarray(1)),
    },
    {
      name: 'fewer bytes than it says, in chunks',
      code: 'CONTENT_DAMAGED',
      answer: (_, response) => void (response.write(BLOB.subarray(0, 9)), response.end()),
    },
    {
      name: 'more bytes',
      code: 'CONTENT_DAMAGED',
      answer: (_, response) => void (response.write(BLOB), response.end('x')),
    },
    {
      name: 'bytes without end',
      code: 'CONTENT_DAMAGED',
      answer: (_, response) => {
        const more = (): void => void (response.destroyed || response.write(BLOB, more));
        more();
      },
    },
    {
      name: 'another digest beside it',
      code: 'CONTENT_DAMAGED',
      answer: (_, response) => void response.writeHead(200, { 'docker-content-digest': DIGEST }).end(BLOB),
    },
    {
      name: 'a part that nobody asked for',
      code: 'REGISTRY_REFUSED',
      answer: (_, response) => void response.writeHead(206, { 'content-range': 'bytes 1-2/3' }).end('xy'),
    },
    {
      name: 'nothing',
      code: 'CONTENT_MISSING',
      answer: (_, response) => void response.writeHead(404).end(errors('BLOB_UNKNOWN')),
    },
    {
      name: 'nothing, saying why it is not that',
      code: 'REGISTRY_REFUSED',
      answer: (_, response) => void response.writeHead(404).end(errors('DENIED')),
    },
    {
      name: 'the rest of other bytes after a break',
      code: 'CONTENT_DAMAGED',
      answer: (request, response) => {
        if (request.headers.range === undefined)
          response
            .writeHead(200, { 'content-length': BLOB.length })
            .write(BLOB.subarray(0, 9), () => setTimeout(() => response.destroy(), 10));
        else
          response
            .writeHead(206, { 'content-range': `bytes 9-${BLOB.length - 1}/${BLOB.length}` })
            .end(changed.subarray(9));
      },
    },
    {
      name: 'another part than was asked for after a break',
      code: 'REGISTRY_REFUSED',
      answer: (request, response) => {
        if (request.headers.range === undefined)
          response
            .writeHead(200, { 'content-length': BLOB.length })
            .write(BLOB.subarray(0, 9), () => setTimeout(() => response.destroy(), 10));
        else
          response.writeHead(206, { 'content-range': `bytes 0-${BLOB.length - 1}/${BLOB.length}` }).end(BLOB);
      },
    },
  ];
  it.each(attacks)('for which a registry serves $name: $code', async ({ code, answer }) => {
    const { registry, repository } = await serve(answer);
    await expect(collect(registry.blob(repository, content))).rejects.toMatchObject({ code });
  });

  it('may be left before its end', async () => {
    const { registry, repository } = await serve((_, response) => void response.end(BLOB));
    for (let at = 0; at < 20; at += 1) for await (const _ of registry.blob(repository, content)) break;
    expect(await collect(registry.blob(repository, content))).toEqual(BLOB);
  });

  it('of no bytes is one', async () => {
    const none = new Uint8Array();
    const { registry, repository } = await serve((_, response) => void response.end());
    expect(await collect(registry.blob(repository, { ...content, digest: sha256(none), size: 0 }))).toEqual(
      none,
    );
  });
});

describe('tags', () => {
  it('come from all pages, sorted, without doubles', async () => {
    const { registry, repository, asked } = await serve((_, response, url) => {
      const last = url.searchParams.get('last');
      if (last === null) response.setHeader('link', '</v2/acme/widget/tags/list?last=b>; rel="next"');
      response.end(
        JSON.stringify({ name: 'acme/widget', tags: last === null ? ['v2', 'b'] : ['v10', 'b', 'a'] }),
      );
    });
    expect(await registry.tags(repository)).toEqual(['a', 'b', 'v10', 'v2']);
    expect(asked).toHaveLength(2);
  });

  it.each([
    { name: 'no repository', status: 404, body: errors('NAME_UNKNOWN') },
    { name: 'none', status: 200, body: '{"name":"x","tags":null}' },
    { name: 'an empty list', status: 200, body: '{"name":"x","tags":[]}' },
  ])('are none where there is $name', async ({ status, body }) => {
    const { registry, repository } = await serve((_, response) => void response.writeHead(status).end(body));
    expect(await registry.tags(repository)).toEqual([]);
  });

  const list = JSON.stringify({ tags: ['a'] });
  it.each([
    {
      name: 'pages that go round',
      link: (url: URL) =>
        `</v2/acme/widget/tags/list?last=${1 - Number(url.searchParams.get('last'))}>; rel="next"`,
      body: list,
      code: 'REGISTRY_ANSWER_INVALID',
    },
    {
      name: 'pages without end',
      link: (url: URL) => `<?last=${1 + Number(url.searchParams.get('last'))}>; rel="next"`,
      body: JSON.stringify({ tags: Array.from({ length: 2000 }, (_, at) => `t${at}`) }),
      code: 'REGISTRY_ANSWER_INVALID',
    },
    {
      name: 'a next page elsewhere',
      link: () => '<http://127.0.0.2:1/v2/acme/widget/tags/list>; rel="next"',
      body: list,
      code: 'REGISTRY_ANSWER_INVALID',
    },
    { name: 'a link that is none', link: () => 'next', body: list, code: 'REGISTRY_ANSWER_INVALID' },
    { name: 'what is no tag', body: '{"tags":["../x"]}', code: 'REGISTRY_ANSWER_INVALID' },
    { name: 'no list', body: '{"tags":{}}', code: 'REGISTRY_ANSWER_INVALID' },
    { name: 'no JSON', body: '<html>', code: 'REGISTRY_ANSWER_INVALID' },
    { name: 'a page that is too large', body: ' '.repeat(5 * 1024 * 1024), code: 'REGISTRY_ANSWER_INVALID' },
    { name: 'a refusal', status: 404, body: errors('DENIED'), code: 'REGISTRY_REFUSED' },
  ])('are not read from $name: $code', async ({ link, body, status, code }) => {
    const { registry, repository, asked } = await serve((_, response, url) => {
      if (link !== undefined) response.setHeader('link', link(url));
      response.writeHead(status ?? 200).end(body);
    });
    await expect(registry.tags(repository)).rejects.toMatchObject({ code });
    expect(asked.length).toBeLessThan(10);
  });
});

describe('referrers', () => {
  const about = (name: string): Descriptor => ({
    mediaType: OCI_MANIFEST,
    digest: sha256(bytesOf(name)),
    size: 7,
  });
  const index = (...entries: readonly object[]): string =>
    JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: entries });
  const [one, two, three] = ['one', 'two', 'three'].map(about) as [Descriptor, Descriptor, Descriptor];
  const tag = `sha256-${hexOf(DIGEST)}`;

  interface Shown {
    /** The pages of the API; none where there is no API. */
    readonly api?: readonly string[];
    readonly status?: number;
    readonly fallback?: string;
    readonly sig?: boolean;
  }
  const serveReferrers = ({ api, status = 404, fallback, sig }: Shown) =>
    serve((_, response, { pathname, searchParams }) => {
      const page = Number(searchParams.get('page'));
      if (pathname === `/v2/acme/widget/referrers/${DIGEST}`) {
        const body = api?.[page];
        if (body === undefined) return void response.writeHead(status).end('404 page not found');
        response.setHeader('content-type', OCI_INDEX);
        if (page + 1 < (api?.length ?? 0)) response.setHeader('link', `<?page=${page + 1}>; rel="next"`);
        return void response.end(body);
      }
      if (pathname.endsWith(`/${tag}`) && fallback !== undefined)
        return void response.writeHead(200, { 'content-type': OCI_INDEX }).end(fallback);
      if (pathname.endsWith(`/${tag}.sig`) && sig === true)
        return void response.writeHead(200, { 'content-type': OCI_MANIFEST }).end(MANIFEST);
      return void response.writeHead(404).end(errors('MANIFEST_UNKNOWN'));
    });

  const sorted = (...all: readonly Descriptor[]) => all.map(({ digest }) => digest).toSorted();
  it.each([
    {
      name: 'the API, on several pages',
      shown: { api: [index(two, one), index(one), index(three)] },
      expect: sorted(one, two, three),
    },
    {
      name: 'the API and the tag beside it',
      shown: { api: [index(one)], fallback: index(two, one) },
      expect: sorted(one, two),
    },
    { name: 'the tag alone', shown: { fallback: index(three, two) }, expect: sorted(two, three) },
    {
      name: 'the tag alone, where the API is not acceptable',
      shown: { status: 406, fallback: index(two) },
      expect: sorted(two),
    },
    { name: 'signatures as they were before', shown: { sig: true }, expect: [DIGEST] },
    {
      name: 'all of them',
      shown: { api: [index(one)], fallback: index(two), sig: true },
      expect: [...sorted(one, two), DIGEST].toSorted(),
    },
    {
      name: 'no entry with a digest that nobody can check here',
      shown: { api: [index({ ...one, digest: `sha512:${'0'.repeat(128)}` }, two)] },
      expect: sorted(two),
    },
    { name: 'a list that is null', shown: { api: ['{"schemaVersion":2,"manifests":null}'] }, expect: [] },
  ] satisfies { name: string; shown: Shown; expect: readonly string[] }[])(
    'are read from $name',
    async ({ shown, expect: expected }) => {
      const { registry, repository } = await serveReferrers(shown);
      expect((await registry.referrers(repository, DIGEST)).map(({ digest }) => digest)).toEqual(expected);
    },
  );

  it('are asked of the API once where there is none', async () => {
    const { registry, repository, asked } = await serveReferrers({});
    for (let at = 0; at < 3; at += 1) expect(await registry.referrers(repository, DIGEST)).toEqual([]);
    expect(asked.filter((question) => question.includes('/referrers/'))).toHaveLength(1);
  });

  it.each([
    {
      name: 'a list of something else',
      shown: { api: [JSON.stringify({ schemaVersion: 2, manifests: [{ digest: 'x' }] })] },
      code: 'REGISTRY_ANSWER_INVALID',
    },
    { name: 'no list', shown: { api: ['{"schemaVersion":2}'] }, code: 'REGISTRY_ANSWER_INVALID' },
    {
      name: 'an entry without a size',
      shown: { api: [index({ mediaType: OCI_MANIFEST, digest: DIGEST })] },
      code: 'REGISTRY_ANSWER_INVALID',
    },
    {
      name: 'a tag that names no manifest',
      shown: { fallback: '{"schemaVersion":2}' },
      code: 'MANIFEST_INVALID',
    },
    { name: 'a refusal', shown: { status: 400 }, code: 'REGISTRY_REFUSED' },
    { name: 'a demand', shown: { status: 401 }, code: 'REGISTRY_UNAUTHORIZED' },
  ])('are not read from $name: $code', async ({ shown, code }) => {
    const { registry, repository } = await serveReferrers(shown);
    await expect(registry.referrers(repository, DIGEST)).rejects.toMatchObject({ code });
  });
});

describe('a repository', () => {
  it.each([
    ['ghcr.io/acme/widget', 'https://ghcr.io', 'acme/widget'],
    ['docker.io/alpine', 'https://registry-1.docker.io', 'library/alpine'],
    ['index.docker.io/acme/widget', 'https://registry-1.docker.io', 'acme/widget'],
    ['127.0.0.1:5000/x', 'http://127.0.0.1:5000', 'x'],
    ['localhost/x', 'http://localhost', 'x'],
    ['[::1]:5000/x', 'http://[::1]:5000', 'x'],
    ['inside.example:5000/x', 'http://inside.example:5000', 'x'],
    ['inside.example/x', 'https://inside.example', 'x'],
  ])('%s is asked at %s', (repository, origin, name) => {
    expect(locateRegistry(['inside.example:5000'])(repository)).toEqual({ origin, name });
  });

  it.each([
    'widget',
    'ghcr.io/Acme/widget',
    'ghcr.io/acme/widget:v1',
    'ghcr.io/../x',
    'ghcr.io/',
    'https://ghcr.io/x',
  ])('%s is none', async (repository) => {
    const registry = createRegistryReader({ locate: locateRegistry(), ask: createAsk() });
    await expect(registry.tags(repository)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(collect(registry.blob(repository, EMPTY))).rejects.toMatchObject({ code: 'USAGE' });
  });
});
