import { createHash } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Failure } from '../../domain/failure.ts';
import type { ArchiveEntry } from '../archive-entry.ts';
import { tarArchive } from '../tar/write.ts';
import { zipArchive } from '../zip/write.ts';
import { containerOf, digestMembers } from './members.ts';

const FILES = {
  'widget/LICENSE': 'Apache',
  'widget/bin/widget': 'program '.repeat(20_000),
  'widget/empty': '',
};
const entries: readonly ArchiveEntry[] = Object.entries(FILES).map(([path, text]) => ({
  path,
  mode: 0o644,
  size: text.length,
  bytes: async function* () {
    yield new TextEncoder().encode(text);
  },
}));
const link: ArchiveEntry = {
  path: 'widget/link',
  mode: 0o644,
  size: 0,
  link: 'LICENSE',
  bytes: async function* () {},
};
const whole = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts);
};
const compressor = {
  deflate: async function* (bytes: AsyncIterable<Uint8Array>) {
    yield deflateRawSync(await whole(bytes));
  },
};
const tarGz = async (list = entries): Promise<Uint8Array> =>
  gzipSync(await whole(tarArchive(list, { epoch: 0 })));
const zip = (): Promise<Buffer> => whole(zipArchive([...entries, link], { epoch: 0, compressor }));
const streamed = (bytes: Uint8Array, chunk = 1000) => ({
  size: bytes.length,
  open: async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  },
});
const hash = (algorithm: string, text: string | Uint8Array): string =>
  createHash(algorithm).update(text).digest('hex');
const expected = Object.entries(FILES).map(([path, text]) => ({
  path,
  sha1: hash('sha1', text),
  sha256: hash('sha256', text),
}));

describe('the files of an archive', () => {
  it('have their digests, from a tar.gz with a link', async () => {
    expect(await digestMembers('x.tar.gz', 'tar.gz', streamed(await tarGz([...entries, link])))).toEqual(
      expected,
    );
  });

  it.each([1, 97, 100_000])('have their digests, from a zip in chunks of %i bytes', async (chunk) => {
    expect(await digestMembers('x.zip', 'zip', streamed(await zip(), chunk))).toEqual(expected);
  });

  it('are the file itself where it is no archive', async () => {
    const bytes = new TextEncoder().encode('program');
    expect(await digestMembers('widget.exe', 'plain', streamed(bytes))).toEqual([
      { path: 'widget.exe', sha1: hash('sha1', bytes), sha256: hash('sha256', bytes) },
    ]);
  });

  it.each([
    ['a.tar.gz', 'tar.gz'],
    ['a.tgz', 'tar.gz'],
    ['a.zip', 'zip'],
    ['a.exe', 'plain'],
    ['zip', 'plain'],
  ])('are looked for in %s as %s', (name, container) => {
    expect(containerOf(name)).toBe(container);
  });

  it.each([
    { what: 'a zip cut short', bytes: async () => (await zip()).subarray(0, -1) },
    { what: 'a text', bytes: async () => new TextEncoder().encode('no archive') },
    { what: 'nothing', bytes: async () => new Uint8Array(0) },
  ])('are refused for $what', async ({ bytes }) => {
    await expect(digestMembers('x.zip', 'zip', streamed(await bytes()))).rejects.toMatchObject({
      code: 'ARCHIVE_DAMAGED',
    });
    await expect(digestMembers('x.tgz', 'tar.gz', streamed(await bytes()))).rejects.toMatchObject({
      code: 'ARCHIVE_DAMAGED',
    });
  });

  it('are read or refused, never a crash, from a damaged zip', async () => {
    const good = await zip();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (edits) => {
          const bytes = Uint8Array.from(good);
          for (const [at, value] of edits) bytes[at] = value;
          const found = await digestMembers('x.zip', 'zip', streamed(bytes)).catch((error: unknown) => error);
          expect(Array.isArray(found) || (found instanceof Failure && found.code === 'ARCHIVE_DAMAGED')).toBe(
            true,
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
