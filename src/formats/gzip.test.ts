import { createHash } from 'node:crypto';
import { deflateRawSync, gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { gunzip } from './gzip.ts';

const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* pieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const inflate = async (bytes: Uint8Array, limit = 2 ** 30, size = 50_000): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of gunzip(pieces(bytes, size), { limit })) parts.push(part);
  return join(...parts);
};

/** Bytes that do not become fewer: the same ones every time. */
const noise = (length: number): Uint8Array => {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < length; at += 32) parts.push(createHash('sha256').update(`${at}`).digest());
  return join(...parts).subarray(0, length);
};

const CONTENTS = [
  { what: 'nothing', content: new Uint8Array() },
  { what: 'a little', content: noise(1000) },
  { what: 'exactly as much as is inflated at once', content: noise(65_536) },
  { what: 'more than is inflated at once', content: noise(1_000_000) },
  { what: 'few bytes that become many', content: new Uint8Array(20 * 2 ** 20) },
];

describe.each(CONTENTS)('a member of $what', ({ content }) => {
  const member = new Uint8Array(gzipSync(content));

  it.each([4096, 2 ** 20])('is read whole, in pieces of %i', async (size) => {
    expect(digest(await inflate(member, content.length, size))).toBe(digest(content));
  });

  it.each([
    { what: 'a second member', bytes: join(member, gzipSync('more')), code: 'ARCHIVE_TRAILING' },
    { what: 'a byte behind it', bytes: join(member, Uint8Array.of(0)), code: 'ARCHIVE_TRAILING' },
    { what: 'a megabyte behind it', bytes: join(member, noise(2 ** 20)), code: 'ARCHIVE_TRAILING' },
    { what: 'its last byte gone', bytes: member.subarray(0, -1), code: 'ARCHIVE_DAMAGED' },
    { what: 'its end gone', bytes: member.subarray(0, -9), code: 'ARCHIVE_DAMAGED' },
    {
      what: 'another CRC',
      bytes: member.map((byte, at) => (at === member.length - 8 ? byte ^ 1 : byte)),
      code: 'ARCHIVE_DAMAGED',
    },
    {
      what: 'a block of no known kind',
      bytes: join(member.subarray(0, 10), Uint8Array.of(7), deflateRawSync(content)),
      code: 'ARCHIVE_DAMAGED',
    },
  ])('is refused with $what', async ({ bytes, code }) => {
    await expect(inflate(bytes)).rejects.toMatchObject({ code });
  });

  it.runIf(content.length > 0)('is refused when it holds one byte more than it may', async () => {
    await expect(inflate(member, content.length - 1)).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
  });
});

it('passes on what its source fails with, early and late', async () => {
  const member = new Uint8Array(gzipSync(noise(1_000_000)));
  const broken = async function* (most: number): AsyncIterable<Uint8Array> {
    yield* pieces(member.subarray(0, most), 10_000);
    throw new Error('the disk is gone');
  };
  for (const most of [5, 30_000, 500_000]) {
    const read = async (): Promise<void> => {
      for await (const _ of gunzip(broken(most), { limit: 2 ** 30 }));
    };
    await expect(read()).rejects.toThrow('the disk is gone');
  }
});
