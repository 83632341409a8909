// What every store must do, whatever it is made of (src/ports/store.ts).
import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { Descriptor } from '../../src/domain/descriptor.ts';
import type { Digest } from '../../src/domain/digest.ts';
import type { Store } from '../../src/ports/store.ts';

export interface StoreUnderTest {
  readonly store: Store;
  /** Changes one byte of a blob behind the store's back, its length unchanged. */
  readonly damage: (digest: Digest) => Promise<void>;
  /** Cuts a blob's last byte off behind the store's back. */
  readonly shorten: (digest: Digest) => Promise<void>;
  /** How many files or objects the store holds that are no blobs: what a failed write must not add to. */
  readonly leftovers: () => Promise<number>;
}

const TYPE = 'application/octet-stream';
const digestOf = (bytes: Uint8Array): Digest => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

async function* chunks(...parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* parts;
}

const collect = async (bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
};

/** Runs the suite; `make` gives a new, empty store each time. */
export const storeContract = (name: string, make: () => Promise<StoreUnderTest>): void => {
  describe(`${name} as a store`, () => {
    const large = new Uint8Array(700_000).map((_, at) => (at * 7919) >> 3);
    const contents = [
      { name: 'nothing', bytes: new Uint8Array() },
      { name: 'one byte', bytes: text('x') },
      { name: 'several chunks', bytes: large },
    ];

    it.each(contents)('gives back what was written and says what it is: $name', async ({ bytes }) => {
      const { store } = await make();
      const expected = { mediaType: TYPE, digest: digestOf(bytes), size: bytes.length };
      expect(await store.write(bytes, TYPE)).toEqual(expected);
      expect(await store.has(expected.digest)).toBe(true);
      expect(await collect(store.read(expected))).toEqual(bytes);
      expect(await store.bytes(expected)).toEqual(bytes);
    });

    it('takes each piece before it asks for the next, which may lie in the same memory', async () => {
      const { store } = await make();
      const again = async function* (): AsyncIterable<Uint8Array> {
        const buffer = new Uint8Array(1000);
        for (let at = 0; at < large.length; at += buffer.length) {
          buffer.set(large.subarray(at, at + buffer.length));
          yield buffer.subarray(0, Math.min(buffer.length, large.length - at));
        }
      };
      const written = await store.write(again(), TYPE);
      expect(written.digest).toBe(digestOf(large));
      expect(await collect(store.read(written))).toEqual(large);
    });

    it('knows a stream by its bytes, however it was cut', async () => {
      const { store } = await make();
      const whole = await store.write(large, TYPE);
      const streamed = await store.write(
        chunks(large.subarray(0, 1), new Uint8Array(), large.subarray(1)),
        TYPE,
      );
      expect(streamed).toEqual(whole);
    });

    it('has nothing that was never written', async () => {
      const { store } = await make();
      const absent: Descriptor = { mediaType: TYPE, digest: digestOf(text('absent')), size: 6 };
      expect(await store.has(absent.digest)).toBe(false);
      await expect(collect(store.read(absent))).rejects.toMatchObject({ code: 'BLOB_MISSING' });
      await expect(store.bytes(absent)).rejects.toMatchObject({ code: 'BLOB_MISSING' });
    });

    it('takes the same blob from several writers at once', async () => {
      const { store, leftovers } = await make();
      const written = await Promise.all(Array.from({ length: 8 }, () => store.write(chunks(large), TYPE)));
      expect(new Set(written.map(({ digest }) => digest))).toEqual(new Set([digestOf(large)]));
      expect(
        await collect(store.read({ mediaType: TYPE, digest: digestOf(large), size: large.length })),
      ).toEqual(large);
      expect(await leftovers()).toBe(0);
    });

    it('no longer has a blob whose bytes changed, refuses to read it, and heals it by writing', async () => {
      const { store, damage } = await make();
      const content = await store.write(large, TYPE);
      await damage(content.digest);
      expect(await store.has(content.digest)).toBe(false);
      await expect(collect(store.read(content))).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
      await store.write(chunks(large), TYPE);
      expect(await store.has(content.digest)).toBe(true);
      expect(await collect(store.read(content))).toEqual(large);
    });

    it('refuses a blob that is shorter or longer than its descriptor says', async () => {
      const { store, shorten } = await make();
      const content = await store.write(large, TYPE);
      await expect(collect(store.read({ ...content, size: content.size - 1 }))).rejects.toMatchObject({
        code: 'BLOB_DAMAGED',
      });
      await expect(collect(store.read({ ...content, size: content.size + 1 }))).rejects.toMatchObject({
        code: 'BLOB_DAMAGED',
      });
      await shorten(content.digest);
      await expect(collect(store.read(content))).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
    });

    it('reads no document beyond the limit', async () => {
      const { store } = await make();
      const content = await store.write(text('12345678'), TYPE);
      expect(await store.bytes(content, 8)).toEqual(text('12345678'));
      await expect(store.bytes(content, 7)).rejects.toMatchObject({ code: 'BLOB_TOO_LARGE' });
      // A descriptor that lies about the size does not open the gate.
      await expect(store.bytes({ ...content, size: 4 }, 7)).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
    });

    it('keeps nothing of a stream that fails', async () => {
      const { store, leftovers } = await make();
      const failing = async function* (): AsyncIterable<Uint8Array> {
        yield text('half');
        throw new Error('the source broke');
      };
      await expect(store.write(failing(), TYPE)).rejects.toThrow('the source broke');
      expect(await store.has(digestOf(text('half')))).toBe(false);
      expect(await leftovers()).toBe(0);
    });

    it('takes no path for a digest', async () => {
      const { store } = await make();
      const digest = 'sha256:../../../etc/passwd' as Digest;
      await expect(collect(store.read({ mediaType: TYPE, digest, size: 1 }))).rejects.toMatchObject({
        code: 'BLOB_MISSING',
      });
    });
  });
};
