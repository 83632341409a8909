// Writes a zip file whose bytes depend on its entries and one moment alone (PKWARE APPNOTE.TXT 6.3).
import { crc32 } from 'node:zlib';

import { Failure } from '../../domain/failure.ts';
import { type ArchiveEntry, archiveOrder, entryMode } from '../archive-entry.ts';
import { exactly } from '../exactly.ts';
import {
  CENTRAL,
  DEFLATED,
  DESCRIPTOR,
  dosTime,
  END,
  fields,
  FLAGS,
  LOCAL,
  MADE_BY_UNIX,
  MAX_32,
  MAX_ENTRIES,
  VERSION_NEEDED,
} from './record.ts';

export interface ZipOptions {
  /** Seconds since 1970: the time of every entry. */
  readonly epoch: number;
  /** The `compressor` port, or its half that makes raw DEFLATE (RFC 1951). */
  readonly compressor: { readonly deflate: (bytes: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array> };
}

interface Written {
  readonly name: Uint8Array;
  readonly mode: number;
  readonly crc: number;
  readonly compressed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * The archive, streamed: entries sorted by path in byte order, all deflated, UTF-8 names, Unix modes 0755 or
 * 0644, time in UTC. Sizes and CRC follow the data, because the bytes are not at hand before (4.3.9).
 *
 * Fails with `ARCHIVE_ENTRY_INVALID`, `ARCHIVE_ENTRY_TWICE`, `ARCHIVE_ENTRY_SIZE`, and with
 * `ARCHIVE_TOO_LARGE` where ZIP64 would begin: 4 GiB, or 65,535 entries.
 */
export async function* zipArchive(
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
  { epoch, compressor }: ZipOptions,
): AsyncIterable<Uint8Array> {
  const ordered = await archiveOrder(entries);
  if (ordered.length > MAX_ENTRIES) throw tooLarge(`${ordered.length} entries`);
  const when = dosTime(epoch);
  const written: Written[] = [];
  let offset = 0;
  for (const entry of ordered) {
    const name = new TextEncoder().encode(entry.path);
    const header = localHeader(name, when);
    yield header;
    let crc = 0;
    let size = 0;
    let compressed = 0;
    const content = entry.link === undefined ? exactly(entry) : linkTarget(entry.link);
    const counted = async function* (): AsyncIterable<Uint8Array> {
      for await (const chunk of content) {
        crc = crc32(chunk, crc);
        size = within(size + chunk.length, entry.path);
        yield chunk;
      }
    };
    for await (const chunk of compressor.deflate(counted())) {
      compressed = within(compressed + chunk.length, entry.path);
      yield chunk;
    }
    const mode = entry.link === undefined ? 0o100000 | entryMode(entry.mode) : 0o120777;
    written.push({ name, mode, crc, compressed, size, offset });
    yield descriptor(crc, compressed, size);
    offset = within(offset + header.length + compressed + DESCRIPTOR.size, entry.path);
  }
  const start = offset;
  for (const entry of written) {
    const header = centralHeader(entry, when);
    offset = within(offset + header.length, 'the directory');
    yield header;
  }
  yield endRecord(written.length, offset - start, start);
}

async function* linkTarget(link: string): AsyncIterable<Uint8Array> {
  yield new TextEncoder().encode(link);
}

type When = ReturnType<typeof dosTime>;

const localHeader = (name: Uint8Array, when: When): Uint8Array =>
  named(
    fields(LOCAL.size, [
      [4, LOCAL.signature],
      [2, VERSION_NEEDED],
      [2, FLAGS],
      [2, DEFLATED],
      [2, when.time],
      [2, when.date],
      [4, 0],
      [4, 0],
      [4, 0],
      [2, name.length],
      [2, 0],
    ]),
    name,
  );

const descriptor = (crc: number, compressed: number, size: number): Uint8Array =>
  fields(DESCRIPTOR.size, [
    [4, DESCRIPTOR.signature],
    [4, crc],
    [4, compressed],
    [4, size],
  ]);

const centralHeader = ({ name, mode, crc, compressed, size, offset }: Written, when: When): Uint8Array =>
  named(
    fields(CENTRAL.size, [
      [4, CENTRAL.signature],
      [2, (MADE_BY_UNIX << 8) | VERSION_NEEDED],
      [2, VERSION_NEEDED],
      [2, FLAGS],
      [2, DEFLATED],
      [2, when.time],
      [2, when.date],
      [4, crc],
      [4, compressed],
      [4, size],
      [2, name.length],
      // No extra field, no comment, first disk, binary; then the Unix mode and where the local header is.
      [2, 0],
      [2, 0],
      [2, 0],
      [2, 0],
      [4, mode * 0x10000],
      [4, offset],
    ]),
    name,
  );

const endRecord = (count: number, size: number, offset: number): Uint8Array =>
  fields(END.size, [
    [4, END.signature],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, size],
    [4, offset],
    [2, 0],
  ]);

const named = (header: Uint8Array, name: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(header.length + name.length);
  whole.set(header);
  whole.set(name, header.length);
  return whole;
};

const within = (bytes: number, path: string): number => {
  if (bytes > MAX_32) throw tooLarge(`${JSON.stringify(path)} at or beyond 4 GiB`);
  return bytes;
};

const tooLarge = (what: string): Failure =>
  new Failure('ARCHIVE_TOO_LARGE', `a zip file does not hold ${what}`, {
    remedy: 'Use the format tar.gz for this archive.',
  });
