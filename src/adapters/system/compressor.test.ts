import { deflateRawSync } from 'node:zlib';

import fc from 'fast-check';
import { expect, it } from 'vitest';

import { createCompressor } from './compressor.ts';
import { createPakoDeflater, LEVEL } from './pako-deflater.ts';

const pako = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(Buffer.concat([...createPakoDeflater().push(bytes, true)]));

it('pako and the zlib of this Node make equal bytes of anything', () => {
  const few = fc.uint8Array({ maxLength: 40_000, max: 3 });
  const repeated = fc.tuple(
    fc.uint8Array({ minLength: 1, maxLength: 400 }),
    fc.integer({ min: 1, max: 200 }),
  );
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 40_000 }),
    few,
    repeated.map(
      ([bytes, times]) => new Uint8Array(Buffer.concat(Array.from({ length: times }, () => bytes))),
    ),
  );
  fc.assert(
    fc.property(anything, (bytes) => {
      expect(pako(bytes)).toEqual(new Uint8Array(deflateRawSync(bytes, { level: LEVEL })));
    }),
    { numRuns: 150 },
  );
});

it('asks once whether the native zlib may be used, and uses pako where it may not', async () => {
  let asked = 0;
  const compressor = createCompressor({
    native: async () => {
      asked += 1;
      return false;
    },
  });
  const bytes = new Uint8Array(10_000).map((_, at) => at * at);
  const made = await Promise.all(
    [1, 2].map(async () => {
      const parts: Uint8Array[] = [];
      for await (const part of compressor.deflate(
        (async function* () {
          yield bytes;
        })(),
      ))
        parts.push(part);
      return new Uint8Array(Buffer.concat(parts));
    }),
  );
  expect(asked).toBe(1);
  expect(made).toEqual([pako(bytes), pako(bytes)]);
});

const cut = async function* (bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
};
const joined = async (bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
};

it.each([
  { size: 512, of: 'small pieces' },
  { size: 256 * 1024, of: 'pieces of exactly what crosses to the other thread' },
  { size: 300_001, of: 'pieces that are cut' },
  { size: 2_000_000, of: 'one piece' },
])('makes the same of $of', async ({ size }) => {
  const bytes = new Uint8Array(1_500_000).map((_, at) => (at * at) >> 7);
  const native = createCompressor({ native: async () => true });
  expect(await joined(native.deflate(cut(bytes, size)))).toEqual(pako(bytes));
});

it('fails as its source does', async () => {
  const failing = async function* (): AsyncIterable<Uint8Array> {
    yield new Uint8Array(600_000);
    throw new Error('the source broke');
  };
  const native = createCompressor({ native: async () => true });
  await expect(joined(native.gzip(failing()))).rejects.toThrow('the source broke');
});

it('lets its source go when nobody reads on', async () => {
  let closed = false;
  const endless = async function* (): AsyncIterable<Uint8Array> {
    try {
      for (let n = 0; ; n++) yield new Uint8Array(300_000).map((_, at) => (at * n * 7919) >> 5);
    } finally {
      closed = true;
    }
  };
  const native = createCompressor({ native: async () => true });
  for await (const part of native.deflate(endless())) if (part.length > 0) break;
  await expect.poll(() => closed).toBe(true);
});
