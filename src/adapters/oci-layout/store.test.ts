import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeEach, expect, it } from 'vitest';

import { createStore } from './store.ts';

const made: string[] = [];
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'colophon-store-'));
  made.push(dir);
});
afterAll(() => Promise.all(made.map((one) => rm(one, { recursive: true }))));

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

it('is an OCI image layout', async () => {
  const { digest } = await createStore(dir).write(text('x'), 'text/plain');
  expect(await readFile(join(dir, 'oci-layout'), 'utf8')).toBe('{"imageLayoutVersion":"1.0.0"}');
  expect(JSON.parse(await readFile(join(dir, 'index.json'), 'utf8'))).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [],
  });
  expect(await readFile(join(dir, 'blobs', 'sha256', digest.slice(7)), 'utf8')).toBe('x');
});

it('keeps an index that is there', async () => {
  await writeFile(join(dir, 'index.json'), '{"manifests":["mine"]}');
  await createStore(dir).write(text('x'), 'text/plain');
  expect(await readFile(join(dir, 'index.json'), 'utf8')).toBe('{"manifests":["mine"]}');
});

it('writes nothing as long as nothing is written to it', async () => {
  const store = createStore(join(dir, 'new'));
  expect(await store.has(`sha256:${'0'.repeat(64)}`)).toBe(false);
  expect(await readdir(dir)).toEqual([]);
});

it('says where a blob lies', async () => {
  const store = createStore(dir);
  const { digest } = await store.write(text('x'), 'text/plain');
  expect(await readFile(store.locate(digest), 'utf8')).toBe('x');
});

it.each(['ENOSPC', 'EDQUOT'])(
  'says that the disk is full (%s) and leaves nothing half-written',
  async (code) => {
    const store = createStore(dir);
    await store.write(text('before'), 'text/plain');
    const failing = async function* (): AsyncIterable<Uint8Array> {
      yield new Uint8Array(300_000);
      throw Object.assign(new Error('write failed'), { code });
    };
    await expect(store.write(failing(), 'text/plain')).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await readdir(join(dir, 'incoming'))).toEqual([]);
    expect(await readdir(join(dir, 'blobs', 'sha256'))).toHaveLength(1);
  },
);

it('passes a blob through one place, and checks it as it does what may be kept', async () => {
  const store = createStore(dir);
  const large = new Uint8Array(700_000).map((_, at) => (at * 7919) >> 3);
  const content = await store.write(large, 'application/octet-stream');
  const [copied, places] = [[] as Uint8Array[], new Set<ArrayBufferLike>()];
  for await (const piece of store.pass?.(content) ?? []) {
    copied.push(piece.slice());
    places.add(piece.buffer);
  }
  expect(new Uint8Array(Buffer.concat(copied))).toEqual(large);
  expect(places.size).toBe(1);
  await writeFile(
    store.locate(content.digest),
    large.map((byte, at) => (at === 600_000 ? byte ^ 1 : byte)),
  );
  const read = async (): Promise<void> => {
    for await (const piece of store.pass?.(content) ?? []) expect(piece.length).toBeGreaterThan(0);
  };
  await expect(read()).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
});

it('reads any bytes of a blob that is whole', async () => {
  const store = createStore(dir);
  const large = new Uint8Array(700_000).map((_, at) => (at * 7919) >> 3);
  const content = await store.write(large, 'application/octet-stream');
  for (const [offset, length] of [
    [0, 4],
    [300_000, 300_000],
    [699_990, 100],
    [700_000, 1],
    [900_000, 1],
  ] as const)
    expect(await store.range?.(content, offset, length)).toEqual(large.slice(offset, offset + length));
});

it('reads no bytes of a blob that changed behind its back, however old what it knows is', async () => {
  const store = createStore(dir);
  const content = await store.write(text('first'), 'text/plain');
  expect(await store.range?.(content, 0, 5)).toEqual(text('first'));
  await writeFile(store.locate(content.digest), 'other');
  await expect(store.range?.(content, 0, 5)).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
  await expect(store.range?.({ ...content, size: 9 }, 0, 9)).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
  await rm(store.locate(content.digest));
  await expect(store.range?.(content, 0, 5)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
});

it('follows no link to a blob, and replaces it', async () => {
  const store = createStore(dir);
  const content = await store.write(text('x'), 'text/plain');
  const elsewhere = join(dir, 'elsewhere');
  await writeFile(elsewhere, 'x');
  await rm(store.locate(content.digest));
  await symlink(elsewhere, store.locate(content.digest));
  expect(await store.has(content.digest)).toBe(false);
  await expect(store.bytes(content)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
  await store.write(text('x'), 'text/plain');
  expect(await store.has(content.digest)).toBe(true);
});

it('sweeps away what a killed process left, and nothing that others are writing', async () => {
  await mkdir(join(dir, 'incoming'));
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const host = hostname().replaceAll(/[^A-Za-z0-9-]/g, '-');
  const names = [`${host}.${gone}.a`, `${host}.${process.pid}.b`, `another-machine.${gone}.c`];
  for (const name of names) await writeFile(join(dir, 'incoming', name), 'half');
  await createStore(dir).write(text('x'), 'text/plain');
  expect((await readdir(join(dir, 'incoming'))).toSorted()).toEqual(names.slice(1).toSorted());
});
