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
