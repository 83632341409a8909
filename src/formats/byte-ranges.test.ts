import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createByteRanges, MAX_RANGE } from './byte-ranges.ts';

const streamed = (bytes: Uint8Array, chunk: number) => ({
  size: bytes.length,
  open: async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  },
});

const seekable = (bytes: Uint8Array) => ({
  size: bytes.length,
  open: (): AsyncIterable<Uint8Array> => {
    throw new Error('nothing needs to be streamed');
  },
  at: async (offset: number, length: number) => bytes.slice(offset, offset + length),
});

describe('ranges of bytes that can be read at any place', () => {
  const bytes = Uint8Array.from({ length: 700_000 }, (_, at) => (at * 7 + (at >> 8)) & 255);

  it.each([
    [0, 10],
    [60_000, 10_000],
    [699_999, 1],
  ])('are the bytes asked for: %i and %i more', async (offset, length) => {
    const found = await createByteRanges(seekable(bytes)).read(offset, length);
    expect(found).toEqual(bytes.slice(offset, offset + length));
  });

  it('are searched to their end, also across what is read at a time', async () => {
    const pattern = new TextEncoder().encode('needle');
    const around = bytes.slice();
    const place = 16 + 256 * 1024 - 3;
    around.set(pattern, place);
    const ranges = createByteRanges(seekable(around));
    expect(await ranges.find(16, 600_000, pattern, 1)).toBe(place);
    expect(await ranges.find(16, 256 * 1024, pattern, 1)).toBeUndefined();
    expect(await ranges.find(place + 1, 10, pattern, 1)).toBeUndefined();
  });

  it('do not lie outside, nor in bytes that are fewer than was said', async () => {
    const shorter = { ...seekable(bytes), size: bytes.length + 10 };
    expect(await createByteRanges(shorter).read(699_999, 5)).toBeUndefined();
    expect(await createByteRanges(seekable(bytes)).read(699_999, 5)).toBeUndefined();
    expect(await createByteRanges(shorter).find(699_990, 20, Uint8Array.of(1, 2, 3), 1)).toBeUndefined();
  });
});

describe('ranges of streamed bytes', () => {
  it('are the bytes asked for, however the stream is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 1, max: 70 }),
        fc.nat(300),
        fc.nat(300),
        async (bytes, chunk, offset, length) => {
          const found = await createByteRanges(streamed(bytes, chunk)).read(offset, length);
          expect(found).toEqual(
            offset + length <= bytes.length ? bytes.slice(offset, offset + length) : undefined,
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('beyond the first 64 KiB are read in a pass of their own', async () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, at) => (at * 7 + (at >> 8)) & 255);
    expect(await createByteRanges(streamed(bytes, 999)).read(150_000, 5_000)).toEqual(
      bytes.slice(150_000, 155_000),
    );
  });

  it('finds a pattern at whole steps only, also across chunks', async () => {
    const pattern = new TextEncoder().encode('needle');
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.nat(200),
        fc.nat(30),
        fc.constantFrom(1, 4, 16),
        async (chunk, place, offset, step) => {
          const bytes = new Uint8Array(256);
          bytes.set(pattern, place);
          const found = await createByteRanges(streamed(bytes, chunk)).find(
            offset,
            256 - offset,
            pattern,
            step,
          );
          expect(found).toBe(place >= offset && (place - offset) % step === 0 ? place : undefined);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses ranges that are outside or too large', async () => {
    const ranges = createByteRanges({
      size: MAX_RANGE * 2,
      open: () => {
        throw new Error('opened');
      },
    });
    expect(await ranges.read(0, MAX_RANGE + 1)).toBeUndefined();
    expect(await ranges.read(-1, 4)).toBeUndefined();
    expect(await ranges.read(Number.NaN, 4)).toBeUndefined();
    expect(await ranges.read(MAX_RANGE * 2 - 3, 4)).toBeUndefined();
    expect(await ranges.find(MAX_RANGE * 2, 1, new Uint8Array(1), 1)).toBeUndefined();
  });
});
