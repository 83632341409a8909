import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  type Held,
  held,
  heldDocument,
  smallImage,
  smallReferrer,
} from '../../../test/contracts/registry-content.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import { reveal } from '../../domain/secret.ts';
import { EMPTY_CONFIG, EMPTY_CONFIG_BYTES, referrerDescriptor } from '../../formats/oci/referrer.ts';
import { layoutRoots } from '../layout-reader/index.ts';
import {
  createRegistryServer,
  type RegistryKind,
  type RegistryServer,
  type RegistryServerOptions,
} from './index.ts';

let dir = '';
const open: RegistryServer[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'colophon-server-'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
  await rm(dir, { recursive: true });
});

interface Client {
  readonly server: RegistryServer;
  /** A request below `/v2/REPOSITORY/`. */
  readonly ask: (method: string, path: string, init?: RequestInit) => Promise<Response>;
  readonly upload: (blob: Held) => Promise<void>;
  readonly put: (manifest: Held, reference?: string) => Promise<Response>;
}

const start = async (
  kind: RegistryKind = 'oci-1.1',
  options: Partial<RegistryServerOptions> = {},
  repository = 'ghcr.io/acme/widget',
): Promise<Client> => {
  const server = await createRegistryServer({ dir: join(dir, 'registries'), kindOf: () => kind, ...options });
  open.push(server);
  const ask: Client['ask'] = (method, path, init = {}) =>
    fetch(`${server.origin}/v2/${repository}/${path}`, { ...init, method });
  return {
    server,
    ask,
    upload: async ({ content: { digest }, bytes }) => {
      const begun = await ask('POST', 'blobs/uploads/');
      const place = new URL(begun.headers.get('location') ?? '', server.origin);
      place.searchParams.set('digest', digest);
      const ended = await fetch(place, { method: 'PUT', body: new Uint8Array(bytes) });
      expect([begun.status, ended.status]).toEqual([202, 201]);
    },
    put: (manifest, reference = manifest.content.digest) =>
      ask('PUT', `manifests/${reference}`, {
        body: new Uint8Array(manifest.bytes),
        headers: { 'content-type': manifest.content.mediaType },
      }),
  };
};

const image = smallImage('one');
const codeOf = async (response: Response): Promise<string | undefined> =>
  ((await response.json()) as { readonly errors: readonly { readonly code: string }[] }).errors[0]?.code;
const pushImage = async (
  { upload, put }: Client,
  { layer, config, manifest, index } = image,
): Promise<void> => {
  for (const blob of [layer, config]) await upload(blob);
  for (const document of [manifest, index]) expect((await put(document)).status).toBe(201);
};
const pushReferrer = async ({ upload, put }: Client, subject: Descriptor, word: string): Promise<Held> => {
  const { bundle, manifest } = smallReferrer(subject, word);
  await upload(held(EMPTY_CONFIG_BYTES, EMPTY_CONFIG.mediaType));
  await upload(bundle);
  expect((await put(manifest)).status).toBe(201);
  return manifest;
};
const list = (...referrers: readonly Held[]): Held =>
  heldDocument({
    kind: 'index',
    mediaType: OCI_INDEX,
    manifests: referrers.map(({ bytes }) => referrerDescriptor(bytes)),
  });
const fallback = ({ digest }: Descriptor): string => digest.replace(':', '-');

describe('blobs', () => {
  it('are uploaded whole, in one step, and in pieces', async () => {
    const client = await start();
    const { ask, server } = client;
    await client.upload(image.layer);
    const one = await ask('POST', `blobs/uploads/?digest=${image.config.content.digest}`, {
      body: new Uint8Array(image.config.bytes),
    });
    expect(one.status).toBe(201);
    const large = held(randomBytes(1_000_000), 'application/x');
    const begun = await ask('POST', 'blobs/uploads/');
    const place = new URL(begun.headers.get('location') ?? '', server.origin);
    const piece = (from: number, to: number): Promise<Response> =>
      fetch(place, {
        method: 'PATCH',
        body: new Uint8Array(large.bytes.subarray(from, to)),
        headers: { 'content-range': `${from}-${to - 1}`, 'content-type': 'application/octet-stream' },
      });
    expect((await piece(0, 400_000)).headers.get('range')).toBe('0-399999');
    const wrong = await piece(500_000, 1_000_000);
    expect([wrong.status, wrong.headers.get('range')]).toEqual([416, '0-399999']);
    expect(wrong.headers.get('location')).toBe(place.pathname);
    const state = await fetch(place);
    expect([state.status, state.headers.get('range')]).toEqual([204, '0-399999']);
    expect((await piece(400_000, 1_000_000)).status).toBe(202);
    place.searchParams.set('digest', large.content.digest);
    expect((await fetch(place, { method: 'PUT' })).status).toBe(201);
    const back = await ask('GET', `blobs/${large.content.digest}`);
    expect(Buffer.from(await back.arrayBuffer()).equals(Buffer.from(large.bytes))).toBe(true);
    expect((await fetch(place)).status).toBe(404);
    const none = held('', 'application/x');
    await client.upload(none);
    const head = await ask('HEAD', `blobs/${none.content.digest}`);
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '0']);
  });

  it('keep what came before the sender broke off, and go on from there', async () => {
    const { ask, server } = await start();
    const begun = await ask('POST', 'blobs/uploads/');
    const place = new URL(begun.headers.get('location') ?? '', server.origin);
    const socket = connect(Number(place.port), '127.0.0.1');
    socket.write(`PATCH ${place.pathname} HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhello`);
    const sizeNow = async (): Promise<string | null> => (await fetch(place)).headers.get('range');
    await expect.poll(sizeNow).toBe('0-4');
    socket.destroy();
    const digest = `sha256:${createHash('sha256').update('hello world').digest('hex')}`;
    const ended = await fetch(`${place.href}?digest=${digest}`, {
      method: 'PUT',
      body: ' world',
      headers: { 'content-range': '5-10' },
    });
    expect(ended.status).toBe(201);
  });

  it.each([
    { name: 'another digest', digest: image.layer.content.digest, code: 'DIGEST_INVALID' },
    { name: 'no digest', digest: 'md5:0', code: 'DIGEST_INVALID' },
  ])('are refused under $name, and nothing is left of them', async ({ digest, code }) => {
    const { ask } = await start();
    const answered = await ask('POST', `blobs/uploads/?digest=${digest}`, { body: 'other bytes' });
    expect([answered.status, await codeOf(answered)]).toEqual([400, code]);
    expect((await ask('HEAD', `blobs/${image.layer.content.digest}`)).status).toBe(404);
    expect(await readdir(join(dir, 'registries.uploads')).catch(() => [])).toEqual([]);
  });

  it('are given up', async () => {
    const { ask, server } = await start();
    const begun = await ask('POST', 'blobs/uploads/');
    const place = new URL(begun.headers.get('location') ?? '', server.origin);
    expect((await fetch(place, { method: 'DELETE' })).status).toBe(204);
    const gone = await fetch(place, { method: 'PATCH', body: 'x' });
    expect([gone.status, await codeOf(gone)]).toEqual([404, 'BLOB_UPLOAD_UNKNOWN']);
  });

  it('are mounted from another repository of the same host as one more name for the same file', async () => {
    const client = await start();
    await client.upload(image.layer);
    const { digest } = image.layer.content;
    const mount = (to: string): Promise<Response> =>
      fetch(`${client.server.origin}/v2/${to}/blobs/uploads/?mount=${digest}&from=ghcr.io/acme/widget`, {
        method: 'POST',
      });
    expect((await mount('ghcr.io/acme/other')).status).toBe(201);
    expect((await mount('registry.example/acme/other')).status).toBe(202);
    const fileOf = (repository: string) =>
      stat(join(dir, 'registries', repository.replaceAll('/', '+'), 'blobs/sha256', digest.slice(7)));
    expect((await fileOf('ghcr.io/acme/other')).ino).toBe((await fileOf('ghcr.io/acme/widget')).ino);
  });

  it.each([
    { range: 'bytes=2-4', status: 206, said: 'bytes 2-4/10', body: '234' },
    { range: 'bytes=7-', status: 206, said: 'bytes 7-9/10', body: '789' },
    { range: 'bytes=-2', status: 206, said: 'bytes 8-9/10', body: '89' },
    { range: 'bytes=8-99', status: 206, said: 'bytes 8-9/10', body: '89' },
    { range: 'lines=1-2', status: 200, said: null, body: '0123456789' },
    { range: 'bytes=10-', status: 416, said: 'bytes */10', body: 'outside' },
  ])('are read in ranges: $range', async ({ range, status, said, body }) => {
    const { ask, upload } = await start();
    const blob = held('0123456789', 'text/plain');
    await upload(blob);
    const answered = await ask('GET', `blobs/${blob.content.digest}`, { headers: { range } });
    expect([answered.status, answered.headers.get('content-range')]).toEqual([status, said]);
    expect(await answered.text()).toContain(body);
  });

  it('with other bytes are claimed by nobody, handed on as they are, and healed by an upload', async () => {
    const { ask, upload, server } = await start();
    await upload(image.layer);
    const { digest, size } = image.layer.content;
    const file = join(dir, 'registries/ghcr.io+acme+widget/blobs/sha256', digest.slice(7));
    await rm(file);
    await writeFile(file, 'x'.repeat(size));
    expect((await ask('HEAD', `blobs/${digest}`)).status).toBe(404);
    expect(await (await ask('GET', `blobs/${digest}`)).text()).toBe('x'.repeat(size));
    await upload(image.layer);
    expect((await ask('HEAD', `blobs/${digest}`)).status).toBe(200);
    await server.close();
  });
});

describe('manifests', () => {
  it('are read by digest and by tag, with their type', async () => {
    const client = await start();
    await pushImage(client);
    expect((await client.put(image.index, 'v1')).status).toBe(201);
    const { digest, mediaType, size } = image.index.content;
    for (const reference of [digest, 'v1'])
      for (const method of ['GET', 'HEAD']) {
        const { status, headers } = await client.ask(method, `manifests/${reference}`);
        expect([status, headers.get('content-type'), headers.get('docker-content-digest')]).toEqual([
          200,
          mediaType,
          digest,
        ]);
        expect(headers.get('content-length')).toBe(String(size));
      }
    expect(await codeOf(await client.ask('GET', 'manifests/v2'))).toBe('MANIFEST_UNKNOWN');
    // A blob is none.
    expect((await client.ask('GET', `manifests/${image.config.content.digest}`)).status).toBe(404);
  });

  const { manifest } = image;
  const other = smallImage('two');
  const sized = heldDocument({
    kind: 'manifest',
    mediaType: OCI_MANIFEST,
    config: image.config.content,
    layers: [{ ...image.layer.content, size: 1 }],
  });
  it.each([
    { name: 'whose layer is not there', document: other.manifest, code: 'MANIFEST_BLOB_UNKNOWN' },
    { name: 'whose layer has another size', document: sized, code: 'SIZE_INVALID' },
    { name: 'that are none', document: held('{}', OCI_MANIFEST), code: 'MANIFEST_INVALID' },
    {
      name: 'with layers and manifests',
      document: held('{"schemaVersion":2,"layers":[],"manifests":[]}', OCI_MANIFEST),
      code: 'MANIFEST_INVALID',
    },
    {
      name: 'of another type than they are sent as',
      document: { ...manifest, content: { ...manifest.content, mediaType: OCI_INDEX } },
      code: 'MANIFEST_INVALID',
    },
    {
      name: 'under another digest',
      document: manifest,
      under: other.manifest.content.digest,
      code: 'DIGEST_INVALID',
    },
    { name: 'under no tag', document: manifest, under: '-v1', code: 'TAG_INVALID' },
  ])('$name are refused: $code', async ({ document, under, code }) => {
    const client = await start();
    await client.upload(image.config);
    await client.upload(image.layer);
    const answered = await client.put(document, under ?? document.content.digest);
    expect([answered.status, await codeOf(answered)]).toEqual([400, code]);
  });

  it('over 4 MiB are refused', async () => {
    const { put } = await start();
    const answered = await put(held(' '.repeat(4 * 2 ** 20 + 1), OCI_MANIFEST));
    expect(answered.status).toBe(413);
  });
});

describe('tags', () => {
  it.each(['oci-1.1', 'ghcr'] as const)('are listed page by page (%s)', async (kind) => {
    const client = await start('oci-1.1');
    await pushImage(client);
    const tags = ['a', 'b', 'c', 'd', 'e'];
    for (const tag of tags) await client.put(image.index, tag);
    const reader = await start(kind, { pageSize: 2 });
    const authorization = await tokenOf(reader.server, 'repository:ghcr.io/acme/widget:pull');
    const found: string[] = [];
    const nexts: (string | undefined)[] = [];
    let next: string | undefined = '/v2/ghcr.io/acme/widget/tags/list';
    let pages = 0;
    for (; next !== undefined; pages += 1) {
      const answered: Response = await fetch(new URL(next, reader.server.origin), {
        headers: { authorization },
      });
      found.push(...((await answered.json()) as { readonly tags: readonly string[] }).tags);
      next = /^<([^>]+)>; rel="next"$/.exec(answered.headers.get('link') ?? '')?.[1];
      nexts.push(next);
    }
    expect([found, pages]).toEqual([tags, 3]);
    expect(nexts.filter((one) => /[?&]n=0$/.test(one ?? ''))).toHaveLength(kind === 'ghcr' ? 2 : 0);
  });

  it('of a repository that is not there are not known', async () => {
    const { ask } = await start();
    const answered = await ask('GET', 'tags/list');
    expect([answered.status, await codeOf(answered)]).toEqual([404, 'NAME_UNKNOWN']);
  });
});

describe('referrers', () => {
  it('are listed with type and annotations, page by page, and filtered when asked', async () => {
    const client = await start('oci-1.1', { pageSize: 2 });
    await pushImage(client);
    const subject = image.index.content;
    const made = [];
    for (const word of ['a', 'b', 'c']) made.push(await pushReferrer(client, subject, word));
    const wanted = made
      .map(({ bytes }) => referrerDescriptor(bytes))
      .toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
    const page = async (query: string) => {
      const answered = await client.ask('GET', `referrers/${subject.digest}${query}`);
      const { manifests } = (await answered.json()) as { readonly manifests: readonly Descriptor[] };
      return { manifests, headers: answered.headers };
    };
    const first = await page('');
    expect(first.manifests).toEqual(wanted.slice(0, 2));
    const [, query = ''] = /^<[^?]+(\?[^>]+)>/.exec(first.headers.get('link') ?? '') ?? [];
    expect((await page(query)).manifests).toEqual(wanted.slice(2));
    const none = await page('?artifactType=application/other');
    expect([none.manifests, none.headers.get('oci-filters-applied')]).toEqual([[], 'artifactType']);
    const { artifactType = '' } = wanted[0] ?? {};
    expect((await page(`?artifactType=${encodeURIComponent(artifactType)}`)).manifests).toHaveLength(2);
  });

  it('are announced when they are pushed, where there is the API', async () => {
    const { manifest } = smallReferrer(image.index.content, 'x');
    for (const kind of ['oci-1.1', 'no-referrers'] as const) {
      const client = await start(kind);
      await pushImage(client);
      await pushReferrer(client, image.index.content, 'x');
      expect((await client.put(manifest)).headers.get('oci-subject')).toBe(
        kind === 'oci-1.1' ? image.index.content.digest : null,
      );
      expect((await client.ask('GET', `referrers/${image.index.content.digest}`)).status).toBe(
        kind === 'oci-1.1' ? 200 : 404,
      );
    }
  });

  it('that a killed server had written and not listed are claimed by nobody, and listed when they come again', async () => {
    const client = await start();
    await pushImage(client);
    const one = await pushReferrer(client, image.index.content, 'x');
    const place = `manifests/${one.content.digest}`;
    expect((await client.ask('HEAD', place)).status).toBe(200);
    const index = join(dir, 'registries/ghcr.io+acme+widget/index.json');
    const listed = async () =>
      (JSON.parse(await readFile(index, 'utf8')) as { readonly manifests: readonly Descriptor[] }).manifests;
    const manifests = (await listed()).filter(({ digest }) => digest !== one.content.digest);
    await writeFile(index, JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }));
    expect((await client.ask('HEAD', place)).status).toBe(404);
    expect((await client.put(one)).status).toBe(201);
    expect((await client.ask('HEAD', place)).status).toBe(200);
    expect((await listed()).map(({ digest }) => digest)).toContain(one.content.digest);
  });

  it('stand under the fallback tag without being an image of the layout, and the list before is gone', async () => {
    const client = await start('no-referrers');
    await pushImage(client);
    await client.put(image.index, 'v1');
    const subject = image.index.content;
    const one = await pushReferrer(client, subject, 'a');
    const before = list(one);
    expect((await client.put(before, fallback(subject))).status).toBe(201);
    const two = await pushReferrer(client, subject, 'b');
    const after = list(one, two);
    expect((await client.put(after, fallback(subject))).status).toBe(201);
    expect((await client.ask('GET', `manifests/${before.content.digest}`)).status).toBe(404);
    expect(await (await client.ask('GET', `manifests/${fallback(subject)}`)).text()).toBe(
      new TextDecoder().decode(after.bytes),
    );
    const layout = join(dir, 'registries/ghcr.io+acme+widget');
    expect(layoutRoots(layout)).toEqual([{ content: subject, names: ['v1'] }]);
    const { manifests } = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as {
      readonly manifests: readonly Descriptor[];
    };
    expect(manifests.map(({ digest }) => digest).toSorted()).toEqual(
      [image.index, one, two, after].map(({ content }) => content.digest).toSorted(),
    );
    expect(manifests.find(({ digest }) => digest === after.content.digest)?.annotations).toEqual({
      'org.opencontainers.image.ref.name': fallback(subject),
    });
  });
});

const tokenOf = async (server: RegistryServer, scope: string, password?: string): Promise<string> => {
  const answered = await fetch(`${server.origin}/token?service=x&scope=${encodeURIComponent(scope)}`, {
    headers: password === undefined ? {} : { authorization: `Basic ${btoa(`colophon:${password}`)}` },
  });
  if (!answered.ok) return `status ${answered.status}`;
  return `Bearer ${((await answered.json()) as { readonly token: string }).token}`;
};

describe('tokens', () => {
  const PULL = 'repository:ghcr.io/acme/widget:pull';
  const PUSH = 'repository:ghcr.io/acme/widget:pull,push';

  it('are demanded even of whoever only reads, with the scope that is needed', async () => {
    const { ask, server } = await start('ghcr');
    const answered = await ask('GET', 'tags/list');
    expect([answered.status, await codeOf(answered)]).toEqual([401, 'UNAUTHORIZED']);
    expect(answered.headers.get('www-authenticate')).toBe(
      `Bearer realm="${server.origin}/token",service="registry.invalid",scope="${PULL}"`,
    );
    const pushing = await ask('POST', 'blobs/uploads/');
    expect(pushing.headers.get('www-authenticate')).toContain(`scope="${PUSH}"`);
    expect((await fetch(`${server.origin}/v2/`)).status).toBe(401);
  });

  it('let strangers read and only the holder of the credential write', async () => {
    const { ask, server } = await start('ghcr');
    const begin = async (authorization: string): Promise<readonly [number, boolean]> => {
      const answered = await ask('POST', 'blobs/uploads/', { headers: { authorization } });
      return [
        answered.status,
        (answered.headers.get('www-authenticate') ?? '').includes('insufficient_scope'),
      ];
    };
    expect(await begin(await tokenOf(server, PUSH))).toEqual([401, true]);
    const password = reveal(server.credential.password);
    const own = await tokenOf(server, PUSH, password);
    expect(await begin(own)).toEqual([202, false]);
    expect(await begin(await tokenOf(server, PULL, password))).toEqual([401, true]);
    expect(await begin(await tokenOf(server, PUSH.replace('widget', 'other'), password))).toEqual([
      401,
      true,
    ]);
    expect(await begin(`${own}x`)).toEqual([401, false]);
    expect(await tokenOf(server, PUSH, 'guessed')).toBe('status 401');
    expect(await tokenOf(server, PUSH, '')).toBe('status 401');
  });

  it('end', async () => {
    const { ask, server } = await start('ghcr', { tokenSeconds: 0 });
    const authorization = await tokenOf(server, PULL);
    expect((await ask('GET', 'tags/list', { headers: { authorization } })).status).toBe(401);
  });

  it('are not taken by the host of the blobs, which wants its own signature', async () => {
    const writer = await start('oci-1.1');
    await writer.upload(image.layer);
    const { ask, server } = await start('ghcr');
    const authorization = await tokenOf(server, PULL);
    const { digest } = image.layer.content;
    const sent = await ask('GET', `blobs/${digest}`, { headers: { authorization }, redirect: 'manual' });
    const location = sent.headers.get('location') ?? '';
    expect(sent.status).toBe(307);
    expect(new URL(location).origin).not.toBe(server.origin);
    expect(await (await fetch(location)).text()).toBe(new TextDecoder().decode(image.layer.bytes));
    expect((await fetch(location, { headers: { range: 'bytes=0-4' } })).status).toBe(206);
    expect((await fetch(location, { headers: { authorization } })).status).toBe(400);
    expect((await fetch(location.replace(/seal=.{4}/, 'seal=AAAA'))).status).toBe(403);
    expect((await ask('GET', `blobs/sha256:${'0'.repeat(64)}`, { headers: { authorization } })).status).toBe(
      404,
    );
  });
});

describe('the server', () => {
  it('plays each host as it is, at one address', async () => {
    const { server } = await start('oci-1.1', {}, 'x/y');
    await server.close();
    const mixed = await createRegistryServer({ dir: join(dir, 'registries') });
    open.push(mixed);
    const statusOf = async (repository: string): Promise<number> =>
      (await fetch(`${mixed.origin}/v2/${repository}/referrers/${image.index.content.digest}`)).status;
    expect(await Promise.all(['registry.example/a', 'docker.io/a/b', 'ghcr.io/a/b'].map(statusOf))).toEqual([
      200, 404, 401,
    ]);
    expect((await fetch(`${mixed.origin}/v2/`)).status).toBe(200);
  });

  it.each([
    '/v2/ghcr.io/acme/..%2F..%2Fetc/tags/list',
    '/v2/ghcr.io/Acme/tags/list',
    '/v2/a/tags/list',
    '/etc/passwd',
  ])('knows nothing at %s', async (path) => {
    const { server } = await start();
    const status = await new Promise((resolve, reject) => {
      httpRequest(`${server.origin}${path}`, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });

  it('says when it is this machine that fails, and not the request', async () => {
    const faults: unknown[] = [];
    const uploads = join(dir, 'uploads');
    const { ask } = await start('oci-1.1', { uploads, fault: (error) => faults.push(error) });
    await writeFile(uploads, 'in the way');
    expect((await ask('POST', 'blobs/uploads/')).status).toBe(500);
    expect(faults).toHaveLength(1);
    expect((await ask('GET', 'manifests/v1')).status).toBe(404);
    expect(faults).toHaveLength(1);
  });

  it('leaves nothing listening, nothing half-uploaded, and begins without what a killed one left', async () => {
    const uploads = join(dir, 'registries.uploads');
    await mkdir(uploads);
    await writeFile(join(uploads, 'left'), 'half');
    const { ask, server } = await start();
    await ask('POST', 'blobs/uploads/');
    expect(await readdir(uploads)).toHaveLength(1);
    await server.close();
    expect(await readdir(dir)).not.toContain('registries.uploads');
    await expect(fetch(`${server.origin}/v2/`)).rejects.toThrow();
  });
});
