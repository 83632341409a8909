import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { unpackTar } from 'modern-tar';
import { describe, expect, it } from 'vitest';

import type { ArchiveEntry } from '../archive-entry.ts';
import { readTar } from './read.ts';
import { tarArchive } from './write.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const file = (path: string, content: string | Uint8Array = '', mode = 0o644): ArchiveEntry => {
  const bytes = typeof content === 'string' ? text(content) : content;
  return {
    path,
    mode,
    size: bytes.length,
    bytes: async function* () {
      // In two pieces: where the bytes are cut must not matter.
      yield bytes.subarray(0, bytes.length >> 1);
      yield bytes.subarray(bytes.length >> 1);
    },
  };
};
const archive = async (entries: readonly ArchiveEntry[], epoch = 1_700_000_000): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of tarArchive(entries, { epoch })) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
};
async function* whole(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}
const segment = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 120 })
  .filter(
    (part) =>
      !/[\p{Cc}\\/:\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(part) &&
      part !== '.' &&
      part !== '..',
  );
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const fold = (value: string): string => value.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
const tree = fc.uniqueArray(
  fc.record({ path, content: fc.uint8Array({ maxLength: 1100 }), mode: fc.constantFrom(0o644, 0o755) }),
  // Unique already in the first segment: no file lies inside another.
  { maxLength: 6, selector: (one) => fold(one.path.split('/')[0] ?? '') },
);

describe('a tar archive', () => {
  it('has the bytes that it always had', async () => {
    const bytes = await archive([
      file('b/widget', 'binary', 0o700),
      file('LICENSE', 'text'),
      file(`long/${'d'.repeat(90)}/${'n'.repeat(60)}`, 'prefix'),
      file(`too-long/${'x'.repeat(200)}`, 'pax'),
      file('übung.txt', 'pax too'),
    ]);
    // Changes only with a reason that users can be told: their archives change with it.
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      '2a3cb1697a3a497f4e0843d7bd69a5347763abf8b1b00632c1dda81dfca723b2',
    );
  });

  it('is read by another implementation as what went in', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (files) => {
        const bytes = await archive(files.map((one) => file(one.path, one.content, one.mode)));
        const seen = (await unpackTar(bytes)).map(({ header, data }) => ({
          path: header.name,
          mode: header.mode,
          type: header.type,
          content: new Uint8Array(data ?? []),
          owner: [header.uid, header.gid, header.uname ?? '', header.gname ?? ''],
          time: header.mtime?.getTime(),
        }));
        const expected = files
          .toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
          .map((one) => ({
            path: one.path,
            mode: one.mode,
            type: 'file',
            content: one.content,
            owner: [0, 0, '', ''],
            time: 1_700_000_000_000,
          }));
        expect(seen).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('is read by our strict reader as what went in', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (files) => {
        const seen: unknown[] = [];
        for await (const one of readTar(
          whole(await archive(files.map((made) => file(made.path, made.content, made.mode)))),
        )) {
          const parts: Uint8Array[] = [];
          for await (const part of one.bytes) parts.push(part);
          seen.push({ path: one.path, mode: one.mode, content: new Uint8Array(Buffer.concat(parts)) });
        }
        expect(new Set(seen)).toEqual(new Set(files));
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of its entries', async () => {
    const entries = [file('a', '1'), file('b/c', '2'), file('b.txt', '3')];
    expect(await archive(entries.toReversed())).toEqual(await archive(entries));
  });

  it('ends with two zero blocks and nothing else', async () => {
    expect(await archive([])).toEqual(new Uint8Array(1024));
    expect((await archive([file('a', 'x')])).length).toBe(512 + 512 + 1024);
  });

  it('says a size of 8 GiB and more in a PAX record', async () => {
    const size = 8 * 2 ** 30;
    const huge: ArchiveEntry = { path: 'huge', mode: 0o644, size, bytes: async function* () {} };
    const first = await tarArchive([huge], { epoch: 0 })[Symbol.asyncIterator]().next();
    const header = new TextDecoder().decode(first.value as Uint8Array);
    expect(header.slice(512, 531)).toBe('19 size=8589934592\n');
  });

  it('holds links as links', async () => {
    const link = { ...file('bin/w'), link: '../lib/widget' };
    const [seen] = await unpackTar(await archive([link]));
    expect(seen?.header).toMatchObject({
      name: 'bin/w',
      type: 'symlink',
      linkname: '../lib/widget',
      size: 0,
    });
    const [long] = await unpackTar(await archive([{ ...link, link: 'é'.repeat(70) }]));
    expect(long?.header).toMatchObject({ type: 'symlink', linkname: 'é'.repeat(70) });
  });

  it.each([
    ['fewer', 3],
    ['more', 1],
  ])('refuses a stream of %s bytes than were announced', async (_, size) => {
    await expect(archive([{ ...file('a', 'xy'), size }])).rejects.toMatchObject({
      code: 'ARCHIVE_ENTRY_SIZE',
    });
  });

  it('refuses names before it writes anything', async () => {
    await expect(archive([file('ok'), file('../x')])).rejects.toMatchObject({
      code: 'ARCHIVE_ENTRY_INVALID',
    });
    await expect(archive([file('A'), file('a')])).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY_TWICE' });
  });

  it.each([-1, 1.5, 2 ** 40, Number.NaN])('refuses %d as a time', async (epoch) => {
    await expect(archive([], epoch)).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY_INVALID' });
  });
});
