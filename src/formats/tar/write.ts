// Writes a tar archive whose bytes depend on its entries and one moment alone (POSIX.1-2024, pax "ustar").
import { Failure } from '../../domain/failure.ts';
import { type ArchiveEntry, archiveOrder, entryMode } from '../archive-entry.ts';
import { exactly } from '../exactly.ts';
import { BLOCK, type HeaderFields, headerBlock, MAX_USTAR_SIZE, splitPath } from './header.ts';
import { formatPax } from './pax.ts';

export type { ArchiveEntry as TarEntry } from '../archive-entry.ts';

/**
 * The archive, streamed: entries sorted by path in byte order, owner and group 0 without names, 0755 or 0644,
 * every time `epoch` (seconds since 1970), PAX records only where a path is not ASCII or does not fit, or a
 * file has 8 GiB or more. It ends with two zero blocks and no further padding: a blocking factor is for tape.
 * Directories are not written: every reader makes them, and their modes would be one more thing to dispute.
 *
 * Fails with `ARCHIVE_ENTRY_INVALID`, `ARCHIVE_ENTRY_TWICE`, and `ARCHIVE_ENTRY_SIZE` for a stream of another
 * length than its entry says.
 */
export async function* tarArchive(
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
  { epoch }: { readonly epoch: number },
): AsyncIterable<Uint8Array> {
  const mtime = tarTime(epoch);
  for (const entry of await archiveOrder(entries)) {
    yield entryHeader(entry, mtime);
    if (entry.link !== undefined) continue;
    yield* exactly(entry);
    const rest = entry.size % BLOCK;
    if (rest !== 0) yield new Uint8Array(BLOCK - rest);
  }
  yield new Uint8Array(2 * BLOCK);
}

const entryHeader = (entry: ArchiveEntry, mtime: number): Uint8Array => {
  const encoder = new TextEncoder();
  const path = encoder.encode(entry.path);
  const link = encoder.encode(entry.link ?? '');
  const size = entry.link === undefined ? entry.size : 0;
  const plain = splitPath(path);
  const plainLink = link.length <= 100 && link.every((byte) => byte < 0x80);
  const records: [string, string][] = [];
  // In the order of their keys.
  if (!plainLink) records.push(['linkpath', entry.link ?? '']);
  if (plain === undefined) records.push(['path', entry.path]);
  if (size > MAX_USTAR_SIZE) records.push(['size', String(size)]);
  const fields: HeaderFields = {
    ...(plain ?? { name: beginning(path), prefix: new Uint8Array() }),
    mode: entry.link === undefined ? entryMode(entry.mode) : 0o777,
    size: size > MAX_USTAR_SIZE ? 0 : size,
    mtime,
    type: entry.link === undefined ? '0' : '2',
    link: plainLink ? link : beginning(link),
  };
  return records.length === 0 ? headerBlock(fields) : joined(paxHeader(records, mtime), headerBlock(fields));
};

const paxHeader = (records: readonly [string, string][], mtime: number): Uint8Array => {
  const bytes = formatPax(records);
  const header = headerBlock({
    // A constant: it is never extracted, and a name of its own would have to be kept apart from others.
    name: new TextEncoder().encode('PaxHeader'),
    prefix: new Uint8Array(),
    mode: 0o644,
    size: bytes.length,
    mtime,
    type: 'x',
    link: new Uint8Array(),
  });
  return joined(header, bytes, new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK));
};

/** The first at most 100 bytes, whole characters: what a reader without PAX sees, and what ours compares. */
const beginning = (path: Uint8Array): Uint8Array => {
  let end = Math.min(path.length, 100);
  while (end > 0 && ((path[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return path.subarray(0, end);
};

const tarTime = (epoch: number): number => {
  if (!Number.isSafeInteger(epoch) || epoch < 0 || epoch > MAX_USTAR_SIZE) {
    throw new Failure(
      'ARCHIVE_ENTRY_INVALID',
      `the archive's time ${epoch} is not a moment from 1970 to 2242`,
      {
        remedy: 'Make the commit again with the right time.',
      },
    );
  }
  return epoch;
};

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
