// The files of a zip, in one pass over its bytes (PKWARE APPNOTE.TXT 4.3); the strict reader holds the whole file.
import { createInflateRaw } from 'node:zlib';

import { Failure } from '../../domain/failure.ts';
import { ByteReader } from '../byte-reader.ts';
import { createByteRanges, type Streamed } from '../byte-ranges.ts';
import { CENTRAL, DEFLATED, END, LOCAL, MADE_BY_UNIX } from '../zip/record.ts';
import { throughZlib, ZLIB_CHUNK } from './through-zlib.ts';

export interface ZipMember {
  readonly path: string;
  /** To be read before the next member is asked for. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

interface Listed {
  readonly path: string;
  readonly method: number;
  readonly compressed: number;
  readonly size: number;
  readonly offset: number;
  /** A symbolic link, its target as content. */
  readonly link: boolean;
}

const ENCRYPTED = 1;

/** The files, directories and links left out, in the order in which they lie; fails with `ARCHIVE_DAMAGED`. */
export async function* zipMembers(zip: Streamed): AsyncGenerator<ZipMember> {
  const entries = await directory(zip);
  const reader = new ByteReader(zip.open());
  let at = 0;
  try {
    for (const entry of entries) {
      if (entry.offset < at) throw damaged('has files that lie over one another');
      await skip(reader, entry.offset - at);
      const local = await reader.take(LOCAL.size);
      if (local.length !== LOCAL.size || u32(local, 0) !== LOCAL.signature)
        throw damaged('has a broken local header');
      const names = u16(local, 26) + u16(local, 28);
      await skip(reader, names);
      at = entry.offset + LOCAL.size + names + entry.compressed;
      const packed = limited(reader, entry.compressed);
      const bytes = exact(entry.method === DEFLATED ? inflated(packed, entry.size) : packed, entry.size);
      if (entry.link || entry.path.endsWith('/')) for await (const _ of bytes);
      else yield { path: entry.path, bytes };
      for await (const _ of packed);
    }
  } finally {
    await reader.close();
  }
}

const directory = async (zip: Streamed): Promise<readonly Listed[]> => {
  const ranges = createByteRanges(zip);
  const end = await ranges.read(zip.size - END.size, END.size);
  if (end === undefined || u32(end, 0) !== END.signature) throw damaged('does not end with its end record');
  const table = await ranges.read(u32(end, 16), u32(end, 12));
  if (table === undefined) throw damaged('has no directory where it says');
  const entries: Listed[] = [];
  let at = 0;
  for (let left = u16(end, 10); left > 0; left--) {
    if (at + CENTRAL.size > table.length || u32(table, at) !== CENTRAL.signature)
      throw damaged('has a broken directory');
    const name = table.subarray(at + CENTRAL.size, at + CENTRAL.size + u16(table, at + 28));
    const method = u16(table, at + 10);
    if ((u16(table, at + 8) & ENCRYPTED) !== 0 || (method !== 0 && method !== DEFLATED)) {
      throw damaged('holds a file that is encrypted or compressed in a way that is not taken');
    }
    entries.push({
      path: decode(name),
      method,
      compressed: u32(table, at + 20),
      size: u32(table, at + 24),
      offset: u32(table, at + 42),
      link: u16(table, at + 4) >> 8 === MADE_BY_UNIX && (u16(table, at + 40) & 0o170000) === 0o120000,
    });
    at += CENTRAL.size + u16(table, at + 28) + u16(table, at + 30) + u16(table, at + 32);
  }
  return entries.sort((a, b) => a.offset - b.offset);
};

const skip = async (reader: ByteReader, length: number): Promise<void> => {
  for await (const _ of limited(reader, length));
};

async function* limited(reader: ByteReader, length: number): AsyncGenerator<Uint8Array> {
  for (let left = length; left > 0;) {
    const chunk = await reader.some(left);
    if (chunk === undefined) throw damaged('is cut short');
    left -= chunk.length;
    yield chunk;
  }
}

// Bytes after decompression are counted: what unpacks to more than it says is not read to its end.
async function* exact(bytes: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of bytes) {
    seen += chunk.length;
    if (seen > size) throw damaged('holds a file that is larger than it says');
    yield chunk;
  }
  if (seen !== size) throw damaged('holds a file that is smaller than it says');
}

const inflated = (packed: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Uint8Array> =>
  throughZlib(packed, createInflateRaw({ chunkSize: Math.min(ZLIB_CHUNK, Math.max(size, 64)) }), (cause) =>
    damaged('holds a file that does not inflate', cause),
  );

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const u16 = (bytes: Uint8Array, at: number): number => view(bytes).getUint16(at, true);
const u32 = (bytes: Uint8Array, at: number): number => view(bytes).getUint32(at, true);

const decode = (name: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(name);
  } catch (cause) {
    throw damaged('has a name that is not UTF-8', cause);
  }
};

const damaged = (what: string, cause?: unknown): Failure =>
  new Failure('ARCHIVE_DAMAGED', `the zip file ${what}`, {
    remedy: 'Make the archive again with a tool that writes plain zip.',
    cause,
  });
