// Small documents that arrive as streams, whole and within a bound.
import { Failure } from '../domain/failure.ts';

/** The bytes of a stream; fails with `FILE_TOO_LARGE` as soon as it passes `limit` bytes. */
export const gather = async (stream: AsyncIterable<Uint8Array>, limit: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
};

const tooLarge = (limit: number): Failure =>
  new Failure('FILE_TOO_LARGE', `a document is larger than ${limit} bytes`, {
    remedy: 'look at what stands in its place: no document of a release is that large',
  });
