import { afterEach, describe, expect, it } from 'vitest';

import type { Descriptor } from '../../domain/descriptor.ts';
import type { Written } from '../../ports/registry-writer.ts';
import { sha256 } from '../../formats/sha256.ts';
import { type HttpRegistry, type Oddities, startHttpRegistry } from '../../../test/support/http-registry.ts';
import { createAsk, createRegistryReader, type Locate } from '../registry-reader/index.ts';
import { createRegistry, type WrittenRegistry } from './index.ts';

const started: HttpRegistry[] = [];
afterEach(() => Promise.all(started.splice(0).map(({ close }) => close())));

const start = async (odd: Partial<Oddities> = {}): Promise<HttpRegistry & WrittenRegistry> => {
  const server = await startHttpRegistry(odd);
  started.push(server);
  const locate: Locate = (name) => ({ origin: server.origin, name });
  const ask = createAsk({ backoff: 1 });
  const registry = createRegistryReader({ locate, ask });
  return { ...server, ...createRegistry({ locate, ask, registry, backoff: 2 }) };
};

const bytesOf = (size: number): Uint8Array => new Uint8Array(size).map((_, at) => (at * 7919) >> 3);
const LARGE = bytesOf(3_000_000);
const SMALL = bytesOf(1000);
const descriptor = (bytes: Uint8Array): Descriptor => ({
  mediaType: 'application/octet-stream',
  digest: sha256(bytes),
  size: bytes.length,
});
const inChunks = (bytes: Uint8Array) =>
  async function* () {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  };
const push = (
  { registryWriter }: WrittenRegistry,
  bytes: Uint8Array,
  options: { readonly from?: string; readonly unasked?: boolean } = {},
): Promise<Written> => registryWriter.blob('app', descriptor(bytes), inChunks(bytes), options);
const there = (server: HttpRegistry, bytes: Uint8Array): boolean =>
  Buffer.from(server.repository('app').blobs.get(sha256(bytes)) ?? []).equals(bytes);
/** Without the names of uploads and digests. */
const shapes = ({ asked }: HttpRegistry): readonly string[] =>
  asked.map((one) => one.replace(/\/(?:u\d+|sha256:[0-9a-f]+)$/, ''));

describe('a blob that is pushed', () => {
  it('is looked for, then sent in one piece', async () => {
    for (const bytes of [LARGE, SMALL, new Uint8Array()]) {
      const server = await start();
      expect(await push(server, bytes)).toBe('uploaded');
      expect(there(server, bytes)).toBe(true);
      expect(shapes(server)).toEqual(['HEAD blobs', 'POST blobs/uploads', 'PUT blobs/uploads']);
      expect(await push(server, bytes)).toBe('accepted');
    }
  });

  it('is not believed to be there where the registry speaks of another size', async () => {
    const server = await start();
    server.repository('app').blobs.set(sha256(LARGE), SMALL);
    expect(await push(server, LARGE)).toBe('uploaded');
    expect(there(server, LARGE)).toBe(true);
  });

  it('is sent without asking where the registry claims what it has lost', async () => {
    const server = await start({ claims: new Set([sha256(SMALL)]) });
    expect(await push(server, SMALL)).toBe('accepted');
    expect(there(server, SMALL)).toBe(false);
    expect(await push(server, SMALL, { unasked: true })).toBe('uploaded');
    expect(there(server, SMALL)).toBe(true);
    expect(shapes(server)).toEqual(['HEAD blobs', 'POST blobs/uploads', 'PUT blobs/uploads']);
  });

  it('is taken over from another repository without its bytes', async () => {
    const server = await start();
    server.repository('base').blobs.set(sha256(LARGE), LARGE);
    expect(await push(server, LARGE, { from: 'base' })).toBe('uploaded');
    expect(there(server, LARGE)).toBe(true);
    expect(server.asked.map((one) => one.split(' ')[0])).toEqual(['HEAD', 'POST']);
  });

  it('is sent into the upload that a registry begins instead of taking it over', async () => {
    const server = await start({ mounts: false });
    server.repository('base').blobs.set(sha256(LARGE), LARGE);
    expect(await push(server, LARGE, { from: 'base' })).toBe('uploaded');
    expect(there(server, LARGE)).toBe(true);
    expect(shapes(server)).toEqual(['HEAD blobs', 'POST blobs/uploads', 'PUT blobs/uploads']);
  });

  it.each([0, 400, 405, 411, 413, 501])(
    'goes in pieces where one piece is refused with %i',
    async (noWhole) => {
      const server = await start({ noWhole, least: 1_000_000 });
      expect(await push(server, LARGE)).toBe('uploaded');
      expect(there(server, LARGE)).toBe(true);
      expect(server.open()).toBe(0);
    },
  );

  it('goes in pieces no smaller than the registry demands', async () => {
    const server = await start({ noWhole: 405, most: 2_500_000, least: 1_200_000 });
    await push(server, LARGE);
    expect(there(server, LARGE)).toBe(true);
    expect(shapes(server).filter((one) => one.startsWith('PATCH')).length).toBe(1 + 3);
  });

  it('goes in ever smaller pieces through a proxy that takes little', async () => {
    const server = await start({ most: 400_000 });
    await push(server, LARGE);
    expect(there(server, LARGE)).toBe(true);
  });

  it.each([
    { what: 'what came', odd: { keeps: true }, patches: 1 },
    { what: 'nothing of it', odd: { keeps: false }, patches: 0 },
    { what: 'not even the upload', odd: { forgets: true }, patches: 0 },
  ])('survives a cut after which the registry has $what', async ({ odd, patches }) => {
    const server = await start({ ...odd, cut: { after: 1_000_000, times: 1 } });
    expect(await push(server, LARGE)).toBe('uploaded');
    expect(there(server, LARGE)).toBe(true);
    expect(shapes(server).filter((one) => one.startsWith('PATCH'))).toHaveLength(patches);
  });

  it('goes on after every cut, as long as some of it comes through', async () => {
    const server = await start({ cut: { after: 500_000, times: 5 } });
    expect(await push(server, LARGE)).toBe('uploaded');
    expect(there(server, LARGE)).toBe(true);
  });

  it('goes on after a cut between pieces and within one', async () => {
    const server = await start({ noWhole: 405, most: 1_100_000, cut: { after: 300_000, times: 3 } });
    expect(await push(server, LARGE)).toBe('uploaded');
    expect(there(server, LARGE)).toBe(true);
  });

  it('fails where the connection is cut again and again, and leaves nothing', async () => {
    const server = await start({ keeps: false, cut: { after: 1000, times: 1000 } });
    await expect(push(server, LARGE)).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    expect(there(server, LARGE)).toBe(false);
    expect(server.asked.length).toBeLessThan(40);
  });

  it.each([LARGE, SMALL])('counts as there when its end was reached and no answer came', async (bytes) => {
    const server = await start({ silent: 1 });
    expect(await push(server, bytes)).toBe('uploaded');
    expect(there(server, bytes)).toBe(true);
    expect(shapes(server).filter((one) => one.startsWith('POST'))).toHaveLength(1);
  });

  it.each([LARGE, SMALL])('is sent again when the registry is busy', async (bytes) => {
    const server = await start({ busy: 2 });
    expect(await push(server, bytes)).toBe('uploaded');
    expect(there(server, bytes)).toBe(true);
  });

  it.each([
    { name: 'absolute', locate: (path: string, host: string) => `http://${host}${path}` },
    { name: 'without TLS or port', locate: (path: string) => `https://127.0.0.1${path}` },
  ])('goes where the registry says, $name, at the registry itself', async ({ locate }) => {
    const server = await start();
    server.odd.locate = (path) => locate(path, server.host);
    expect(await push(server, LARGE)).toBe('uploaded');
    expect(there(server, LARGE)).toBe(true);
  });

  it('is not sent to another host', async () => {
    const server = await start({ locate: (path) => `http://localhost:1${path}` });
    await expect(push(server, LARGE)).rejects.toMatchObject({ code: 'REDIRECT_REFUSED' });
  });

  it.each([
    { what: 'other bytes', bytes: LARGE.toReversed() },
    { what: 'fewer bytes', bytes: LARGE.subarray(1) },
    { what: 'more bytes', bytes: new Uint8Array([...LARGE, 1]) },
  ])('is not completed when its source gives $what', async ({ bytes }) => {
    for (const odd of [{}, { noWhole: 405 }]) {
      const server = await start(odd);
      const pushed = server.registryWriter.blob('app', descriptor(LARGE), inChunks(bytes));
      await expect(pushed).rejects.toMatchObject({ code: 'CONTENT_DAMAGED' });
      expect(server.repository('app').blobs.size).toBe(0);
      expect(server.open()).toBe(0);
    }
  });

  it('is not pushed when the registry says that it took something else', async () => {
    const server = await start({ digest: sha256(SMALL) });
    await expect(push(server, LARGE)).rejects.toMatchObject({ code: 'CONTENT_DAMAGED' });
  });

  it('fails with what its source fails with', async () => {
    const server = await start();
    const cause = new Error('the disk is gone');
    const pushed = server.registryWriter.blob('app', descriptor(LARGE), async function* () {
      yield LARGE.subarray(0, 1_500_000);
      throw cause;
    });
    await expect(pushed).rejects.toBe(cause);
    expect(server.open()).toBe(0);
  });
});
