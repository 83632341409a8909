// What every compressor must do (src/ports/compressor.ts).
import { createHash } from 'node:crypto';
import { gunzipSync, inflateRawSync } from 'node:zlib';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Compressor } from '../../src/ports/compressor.ts';

export const chunked = async function* (bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};

export const collected = async (bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
};

/** Half text, half noise, a megabyte: several windows and several chunks. */
const sample = (): Uint8Array => {
  const bytes = new Uint8Array(1_000_003);
  let state = 7;
  for (let at = 0; at < bytes.length; at++) {
    state = (state * 1103515245 + 12345) & 0x7fff_ffff;
    bytes[at] = (at >> 16) % 2 === 0 ? 97 + ((state >> 16) % 5) : state >> 16;
  }
  return bytes;
};

/** SHA-256 of pako 3.0.3's level 6 for `sample()`: no compressor may give other bytes, on any machine. */
const SAMPLE_DEFLATED = 'd87fc5c2954b9a3aad0929df9e92b565312a9e425fb5acc9e01fe7b53774af07';

/** Runs the suite. */
export const compressorContract = (name: string, make: () => Compressor): void => {
  describe(`${name} as a compressor`, () => {
    it('makes the bytes that it makes everywhere', async () => {
      const bytes = await collected(make().deflate(chunked(sample(), 65536)));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(SAMPLE_DEFLATED);
    });

    it.each([1000, 65_536, 300_000, 1_000_003])(
      'does not care that its input comes in chunks of %i',
      async (size) => {
        const bytes = await collected(make().deflate(chunked(sample(), size)));
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(SAMPLE_DEFLATED);
      },
    );

    it('can be undone', async () => {
      const compressor = make();
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 3000 }),
          fc.integer({ min: 1, max: 3000 }),
          async (bytes, size) => {
            expect(
              new Uint8Array(gunzipSync(await collected(compressor.gzip(chunked(bytes, size))))),
            ).toEqual(bytes);
            expect(
              new Uint8Array(inflateRawSync(await collected(compressor.deflate(chunked(bytes, size))))),
            ).toEqual(bytes);
          },
        ),
        { numRuns: 6 },
      );
    });

    it('writes a gzip header without name, time or system', async () => {
      const bytes = await collected(make().gzip(chunked(new TextEncoder().encode('hello'), 2)));
      expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
    });

    it('passes on the failure of its source', async () => {
      const broken = async function* (): AsyncIterable<Uint8Array> {
        yield sample();
        throw new Error('the source broke');
      };
      await expect(collected(make().gzip(broken()))).rejects.toThrow('the source broke');
    });

    it('does not read ahead of whoever takes its output', async () => {
      let read = 0;
      const endless = async function* (): AsyncIterable<Uint8Array> {
        const bytes = sample();
        for (;;) {
          read += bytes.length;
          yield bytes;
        }
      };
      for await (const _ of make().deflate(endless())) if (read > 0 && _.length > 0) break;
      const atBreak = read;
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(read).toBe(atBreak);
      expect(read).toBeLessThan(20 * 2 ** 20);
    });

    it('runs several streams at once', async () => {
      const compressor = make();
      const made = await Promise.all(
        [1, 2, 3].map(() => collected(compressor.deflate(chunked(sample(), 50_000)))),
      );
      for (const bytes of made)
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(SAMPLE_DEFLATED);
    });
  });
};
