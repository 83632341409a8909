// Decompression by Node's own zlib, as a stream: unlike what is compressed, what comes out is the same everywhere.
import type { Gunzip, InflateRaw, ZstdDecompress } from 'node:zlib';

import { Failure } from '../../domain/failure.ts';

/** What an engine hands on at a time: each part crosses from another thread, and Node's 16 KiB cross often. */
export const ZLIB_CHUNK: number = 256 * 1024;

/** What comes out of the engine; `damaged` makes the failure for bytes that it does not take. */
export async function* throughZlib(
  packed: AsyncIterable<Uint8Array>,
  engine: Gunzip | InflateRaw | ZstdDecompress,
  damaged: (cause: unknown) => Failure,
): AsyncGenerator<Uint8Array> {
  const feed = (async () => {
    try {
      for await (const chunk of packed) {
        if (engine.destroyed) return;
        // The callback comes when the chunk is through, or the engine was given up.
        await new Promise<void>((resolve) => engine.write(chunk, () => resolve()));
      }
      engine.end();
    } catch (error) {
      engine.destroy(error instanceof Error ? error : new Error('unreadable'));
    }
  })();
  try {
    for await (const chunk of engine) yield chunk as Uint8Array;
    await feed;
  } catch (cause) {
    throw cause instanceof Failure ? cause : damaged(cause);
  }
}
