import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ArchiveEntry } from '../archive-entry.ts';
import { readZipDirectory } from './read.ts';
import { dosTime } from './record.ts';
import { zipArchive } from './write.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const file = (path: string, content: string | Uint8Array = '', mode = 0o644): ArchiveEntry => {
  const bytes = typeof content === 'string' ? text(content) : content;
  return {
    path,
    mode,
    size: bytes.length,
    bytes: async function* () {
      yield bytes;
    },
  };
};
/** Stored blocks only, so that the bytes here depend on no zlib. */
const compressor = {
  deflate: async function* (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const parts: Uint8Array[] = [];
    for await (const part of bytes) parts.push(part);
    yield deflateRawSync(Buffer.concat(parts), { level: 0 });
  },
};
const archive = async (entries: readonly ArchiveEntry[], epoch = 1_700_000_001): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of zipArchive(entries, { epoch, compressor })) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
};

describe('a zip archive', () => {
  it('has the bytes that it always had', async () => {
    const bytes = await archive([
      file('b/widget.exe', 'binary', 0o700),
      file('LICENSE', 'text'),
      file('übung.txt'),
    ]);
    // Changes only with a reason that users can be told: their archives change with it.
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      '667a2ab8e8f77fde15335af4a88bf02f875a2ab1825f4f66212cdd698e100767',
    );
  });

  it('is read by the strict reader as what went in', async () => {
    const segment = fc.stringMatching(/^[\p{L}\p{N}][\p{L}\p{N} .-]{0,20}$/u);
    const files = fc.uniqueArray(
      fc.record({
        path: segment,
        content: fc.uint8Array({ maxLength: 500 }),
        mode: fc.constantFrom(0o644, 0o755),
      }),
      {
        maxLength: 6,
        selector: ({ path }) => path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC'),
      },
    );
    await fc.assert(
      fc.asyncProperty(files, async (list) => {
        const entries = readZipDirectory(
          await archive(list.map((one) => file(`d/${one.path}`, one.content, one.mode))),
        );
        const seen = entries.map(({ path, mode, bytes }) => ({
          path: path.slice(2),
          mode: mode & 0o777,
          content: new Uint8Array(bytes()),
        }));
        expect(new Set(seen)).toEqual(new Set(list));
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of its entries', async () => {
    const entries = [file('a', '1'), file('b/c', '2'), file('b.txt', '3')];
    expect(await archive(entries.toReversed())).toEqual(await archive(entries));
  });

  it('may be empty', async () => {
    expect(readZipDirectory(await archive([]))).toEqual([]);
  });

  it.each([
    { epoch: 1_700_000_001, is: '2023-11-14 22:13:20' },
    { epoch: 0, is: '1980-01-01 00:00:00' },
    { epoch: 5_000_000_000, is: '2107-12-31 23:59:58' },
    { epoch: 951_782_400, is: '2000-02-29 00:00:00' },
  ])('says $is for the moment $epoch, in UTC', ({ epoch, is }) => {
    const { date, time } = dosTime(epoch);
    const two = (value: number): string => String(value).padStart(2, '0');
    expect(
      `${(date >> 9) + 1980}-${two((date >> 5) & 15)}-${two(date & 31)} ${two(time >> 11)}:${two((time >> 5) & 63)}:${two((time & 31) * 2)}`,
    ).toBe(is);
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
    await expect(archive([file('ok'), file('a\\b')])).rejects.toMatchObject({
      code: 'ARCHIVE_ENTRY_INVALID',
    });
    await expect(archive([file('A'), file('a')])).rejects.toMatchObject({ code: 'ARCHIVE_ENTRY_TWICE' });
  });

  it('refuses what only ZIP64 could hold', async () => {
    const piece = new Uint8Array(64 * 2 ** 20);
    const huge: ArchiveEntry = {
      path: 'huge',
      mode: 0o644,
      size: 4 * 2 ** 30,
      bytes: async function* () {
        for (let done = 0; done < 4 * 2 ** 30; done += piece.length) yield piece;
      },
    };
    const counting = {
      deflate: async function* (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
        for await (const _ of bytes) yield new Uint8Array();
      },
    };
    const writing = async (entries: readonly ArchiveEntry[]): Promise<void> => {
      for await (const _ of zipArchive(entries, { epoch: 0, compressor: counting }));
    };
    await expect(writing([huge])).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
    const many = Array.from({ length: 65_535 }, (_, index) => file(`f${index}`));
    await expect(writing(many)).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
  });
});
