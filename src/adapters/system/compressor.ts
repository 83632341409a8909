// DEFLATE and gzip whose bytes are pako's on every machine, made by the native zlib where that is proved to be equal.
import { crc32, createDeflateRaw, type DeflateRaw } from 'node:zlib';

import { GZIP_HEADER, gzipTrailer } from '../../formats/gzip.ts';
import type { Compressor } from '../../ports/compressor.ts';
import { createPakoDeflater, LEVEL } from './pako-deflater.ts';
import { nativeIsProved } from './self-test.ts';
import { startWorker } from './start-worker.ts';
import type { CompressAnswer, CompressAsk } from './worker-messages.ts';

export interface CompressorOptions {
  /** Whether the native zlib may be used; asked once, before the first stream. */
  readonly native?: () => Promise<boolean>;
}

/** Streams both ways; output does not depend on how the input is cut, on the machine, or on its zlib. */
export const createCompressor = ({ native = nativeIsProved }: CompressorOptions = {}): Compressor => {
  let proved: Promise<boolean> | undefined;
  const deflate = async function* (bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    proved ??= native();
    yield* (await proved) ? nativeDeflate(bytes) : pakoDeflate(bytes);
  };
  return {
    deflate,
    gzip: async function* (bytes) {
      let crc = 0;
      let size = 0;
      const counted = async function* (): AsyncIterable<Uint8Array> {
        for await (const chunk of bytes) {
          crc = crc32(chunk, crc);
          size += chunk.length;
          yield chunk;
        }
      };
      yield GZIP_HEADER.slice();
      yield* deflate(counted());
      yield gzipTrailer(crc, size);
    },
  };
};

const CHUNK = 256 * 1024;

// On Node's own thread pool: several streams run on several cores without workers.
async function* nativeDeflate(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const deflate = createDeflateRaw({ level: LEVEL, chunkSize: CHUNK });
  const fed = feed(gathered(bytes), deflate);
  yield* deflate as AsyncIterable<Uint8Array>;
  await fed;
}

/** Hands over each chunk when the one before is through, for it lies in the same bytes. */
const feed = async (chunks: AsyncIterable<Uint8Array>, deflate: DeflateRaw): Promise<void> => {
  // No answer comes where nobody reads any more.
  const gone = new Promise<void>((resolve) => deflate.once('close', resolve));
  try {
    for await (const chunk of chunks) {
      await Promise.race([gone, new Promise<void>((resolve) => deflate.write(chunk, () => resolve()))]);
      if (deflate.destroyed) return;
    }
    deflate.end();
  } catch (error) {
    // Whoever reads hears of it.
    deflate.destroy(error instanceof Error ? error : new Error('unreadable', { cause: error }));
  }
};

async function* pakoDeflate(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const worker = startWorker<CompressAsk, CompressAnswer>('compress');
  const local = worker === undefined ? createPakoDeflater() : undefined;
  const push = async (chunk: Uint8Array, last: boolean): Promise<readonly Uint8Array[]> =>
    worker === undefined ? (local?.push(chunk, last) ?? []) : (await worker.ask({ chunk, last })).made;
  try {
    for await (const chunk of gathered(bytes)) yield* await push(chunk, false);
    yield* await push(new Uint8Array(), true);
  } finally {
    worker?.end();
  }
}

/** Small chunks together, large ones cut: each costs a trip to another thread. Each is good until the next is asked for. */
async function* gathered(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const buffer = new Uint8Array(CHUNK);
  let used = 0;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + CHUNK - used);
      at += part.length;
      if (used === 0 && part.length === CHUNK) {
        yield part;
        continue;
      }
      buffer.set(part, used);
      used += part.length;
      if (used === CHUNK) {
        yield buffer;
        used = 0;
      }
    }
  }
  if (used > 0) yield buffer.subarray(0, used);
}
