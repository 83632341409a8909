// Writes a tar archive whose bytes depend on its entries and one moment alone (POSIX.1-2024, pax "ustar").
import { type ArchiveEntry, archiveOrder, entryMode } from '../archive-entry.ts';
import { exactly } from '../exactly.ts';
import { entryHeader, paddingOf, TAR_END, tarTime } from './entry.ts';

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
    const { path, link } = entry;
    if (link !== undefined) {
      yield entryHeader({ path, type: '2', mode: 0o777, size: 0, mtime, link });
      continue;
    }
    yield entryHeader({ path, type: '0', mode: entryMode(entry.mode), size: entry.size, mtime });
    yield* exactly(entry);
    yield paddingOf(entry.size);
  }
  yield TAR_END.slice();
}
