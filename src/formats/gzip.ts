// The gzip member (RFC 1952): the header that we write, and a reader that takes exactly one member.
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib';

import { Failure } from '../domain/failure.ts';
import { ByteReader } from './byte-reader.ts';

/** Magic, DEFLATE, no flags, no time, no extra flags, Unix: the same on every system (RFC 1952 2.3). */
export const GZIP_HEADER: Uint8Array = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);

/** CRC and length of the content, as a member ends with (RFC 1952 2.3.1). */
export const gzipTrailer = (crc: number, size: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, crc, true);
  view.setUint32(4, size % 2 ** 32, true);
  return bytes;
};

/**
 * The content of the one gzip member, streamed, at most `limit` bytes.
 *
 * Fails with `ARCHIVE_DAMAGED` for anything that is no gzip or is cut short, `ARCHIVE_TRAILING` for a second
 * member or other bytes behind the first, which programs treat differently, `ARCHIVE_TOO_LARGE` above `limit`.
 */
export async function* gunzip(
  bytes: AsyncIterable<Uint8Array>,
  { limit }: { readonly limit: number },
): AsyncIterable<Uint8Array> {
  const reader = new ByteReader(bytes);
  try {
    await skipHeader(reader);
    let crc = 0;
    let size = 0;
    for await (const chunk of inflateMember(reader)) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      crc = crc32(chunk, crc);
      yield chunk;
    }
    const trailer = await reader.take(8);
    const right = gzipTrailer(crc, size);
    if (trailer.length !== 8) throw damaged('is cut short');
    if (!trailer.every((byte, at) => byte === right[at])) throw damaged('holds other bytes than it says');
    if ((await reader.some(1)) !== undefined) throw trailing();
  } finally {
    await reader.close();
  }
}

const skipHeader = async (reader: ByteReader): Promise<void> => {
  const header = await reader.take(10);
  if (header[0] !== 0x1f || header[1] !== 0x8b || header[2] !== 8) throw damaged('is not gzip');
  const flags = header[3] ?? 0;
  // FNAME and FTEXT are harmless; the rest is nothing that an archive needs.
  if ((flags & ~0x09) !== 0) throw damaged('has header fields that are not taken');
  if ((flags & 0x08) === 0) return;
  for (let length = 0; ; length++) {
    const byte = (await reader.take(1))[0];
    if (byte === 0) return;
    if (byte === undefined || length > 1024) throw damaged('has a name without an end');
  }
};

// The raw engine and not the one for gzip, which joins members and drops what stands behind them without a word: this
// one stops where DEFLATE ends, and says how much it took.
async function* inflateMember(reader: ByteReader): AsyncIterable<Uint8Array> {
  const begun = await reader.take(SMALL);
  const small = begun.length < SMALL ? inflateSmall(begun) : undefined;
  if (small === undefined) {
    reader.back(begun);
    yield* inflateLarge(reader);
  } else {
    reader.back(begun.subarray(small.engine.bytesWritten));
    yield small.buffer;
  }
}

/** Up to so many bytes, beginning a stream takes longer than inflating does. */
const SMALL = 64 * 1024;
const SMALL_CONTENT = 1024 * 1024;

// What node:zlib's `info` option answers; its types say only the buffer.
interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** All of it at once; `undefined` for what holds much more than it has, or is wrong: the stream says how. */
const inflateSmall = (bytes: Uint8Array): Inflated | undefined => {
  try {
    const options = { maxOutputLength: SMALL_CONTENT, info: true };
    return inflateRawSync(bytes, options) as unknown as Inflated;
  } catch {
    return undefined;
  }
};

/** Each part crosses to another thread and back. */
const PART = 256 * 1024;

async function* inflateLarge(reader: ByteReader): AsyncIterable<Uint8Array> {
  const engine = createInflateRaw({ chunkSize: PART });
  const gone = new Promise<void>((resolve) => engine.once('close', resolve));
  let given = 0;
  let last: Uint8Array = new Uint8Array();
  let unread: Error | undefined;
  const feed = async (): Promise<void> => {
    try {
      while (!engine.destroyed) {
        const part = await reader.some(PART);
        if (part === undefined) return void engine.end();
        given += part.length;
        last = part;
        // No answer comes for what stands behind the end; then the engine is closed instead.
        await Promise.race([gone, new Promise<void>((resolve) => engine.write(part, () => resolve()))]);
        // Or it comes, and nothing was taken.
        if (engine.bytesWritten < given) return;
      }
    } catch (cause) {
      unread = cause instanceof Error ? cause : new Error('unreadable', { cause });
      engine.destroy(unread);
    }
  };
  const fed = feed();
  try {
    for await (const chunk of engine) yield chunk as Uint8Array;
  } catch (cause) {
    if (unread !== undefined) throw unread;
    throw damaged(engine.bytesWritten === given ? 'is cut short' : 'is not DEFLATE', cause);
  } finally {
    engine.destroy();
  }
  await fed;
  reader.back(last.subarray(last.length - (given - engine.bytesWritten)));
}

const REMEDY = { remedy: 'Make the file again with a tool that writes plain gzip.' };
const damaged = (what: string, cause?: unknown): Failure =>
  new Failure('ARCHIVE_DAMAGED', `the gzip file ${what}`, { ...REMEDY, cause });
const trailing = (): Failure =>
  new Failure('ARCHIVE_TRAILING', 'the gzip file has something behind its one member', {
    remedy: 'Do not use it: programs would unpack different things.',
  });
const tooLarge = (limit: number): Failure =>
  new Failure('ARCHIVE_TOO_LARGE', `the gzip file holds more than ${limit} bytes`, {
    remedy: 'Split the content, or leave out what need not be in it.',
  });
