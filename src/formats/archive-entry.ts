// What goes into an archive, and in which order; the rules are the same for tar and zip (trust.md 4).
import { Failure } from '../domain/failure.ts';
import { byBytes } from '../domain/byte-order.ts';
import { foldName } from './names.ts';

export interface ArchiveEntry {
  /** Relative, `/` as separator. */
  readonly path: string;
  /** Unix permission bits; only the owner's execute bit counts: 0755 with it, 0644 without. */
  readonly mode: number;
  /** Bytes that `bytes` will yield, exactly; 0 for a link. */
  readonly size: number;
  readonly bytes: () => AsyncIterable<Uint8Array>;
  /** A symbolic link to this relative path, which stays inside the archive; `bytes` is not asked. */
  readonly link?: string;
}

/** Longest path of an entry, in bytes of UTF-8. */
export const MAX_ENTRY_PATH = 4096;

/**
 * The entries sorted by path in byte order. Fails with `ARCHIVE_ENTRY_INVALID` for a path that some system
 * would read otherwise than another, and with `ARCHIVE_ENTRY_TWICE` for two paths that some file system
 * takes for one (equal after Unicode NFC and case folding) or a path inside another entry.
 */
export const archiveOrder = async (
  entries: Iterable<ArchiveEntry> | AsyncIterable<ArchiveEntry>,
): Promise<readonly ArchiveEntry[]> => {
  const list: ArchiveEntry[] = [];
  for await (const entry of entries) list.push(entry);
  const names = new EntryNames();
  for (const entry of list) {
    checkEntryPath(entry.path);
    if (entry.link !== undefined) checkLink(entry.path, entry.link);
    if (!Number.isSafeInteger(entry.size) || entry.size < 0) throw invalid(entry.path, 'has no whole size');
    names.add(entry.path);
  }
  names.close();
  return list.toSorted((a, b) => byBytes(a.path, b.path));
};

/** 0755 for what its owner may execute, 0644 for everything else: a umask leaves no trace. */
export const entryMode = (mode: number): number => ((mode & 0o100) !== 0 ? 0o755 : 0o644);

/** Fails with `ARCHIVE_ENTRY_INVALID` unless the path is relative, plain and means the same everywhere. */
export const checkEntryPath = (path: string): void => {
  const reason = wrongPath(path);
  if (reason !== undefined) throw invalid(path, reason);
};

/** Remembers the names of an archive. A class because reading adds them one by one. */
export class EntryNames {
  readonly #files = new Map<string, string>();
  readonly #folders = new Map<string, string>();

  /** Fails with `ARCHIVE_ENTRY_TWICE` when some file system cannot hold this path beside the others. */
  add(path: string): void {
    const folded = foldName(path);
    const same = this.#files.get(folded) ?? this.#folders.get(folded);
    if (same !== undefined) throw twice(same, path);
    this.#files.set(folded, path);
    for (let at = folded.lastIndexOf('/'); at > 0; at = folded.lastIndexOf('/', at - 1)) {
      const folder = folded.slice(0, at);
      if (this.#folders.has(folder)) break;
      this.#folders.set(folder, path);
    }
  }

  /** Fails with `ARCHIVE_ENTRY_TWICE` when a path lies inside a file. */
  close(): void {
    for (const [folder, path] of this.#folders) {
      const file = this.#files.get(folder);
      if (file !== undefined) throw twice(file, path);
    }
  }
}

// C0, DEL, C1; line and paragraph separators; marks that change the direction of writing.
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const wrongPath = (path: string): string | undefined => {
  if (path === '') return 'is empty';
  if (!path.isWellFormed()) return 'is not Unicode';
  if (new TextEncoder().encode(path).length > MAX_ENTRY_PATH) return `is longer than ${MAX_ENTRY_PATH} bytes`;
  if (UNPRINTABLE.test(path)) return 'holds a control character';
  if (path.includes('\\')) return 'holds a backslash, which is a separator on Windows';
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is not relative';
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    return 'holds an empty, `.` or `..` segment';
  }
  return undefined;
};

const checkLink = (path: string, target: string): void => {
  const reason =
    target === '' || target.startsWith('/') || /^[A-Za-z]:/.test(target) || target.includes('\\');
  if (reason || !target.isWellFormed() || UNPRINTABLE.test(target))
    throw invalid(path, 'links to no plain relative path');
  let depth = path.split('/').length - 1;
  for (const part of target.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) throw invalid(path, 'links out of the archive');
  }
};

const invalid = (path: string, reason: string): Failure =>
  new Failure('ARCHIVE_ENTRY_INVALID', `the archive entry ${JSON.stringify(path)} ${reason}`, {
    remedy: 'Rename the file, or leave it out of the archive.',
  });

const twice = (first: string, second: string): Failure =>
  new Failure(
    'ARCHIVE_ENTRY_TWICE',
    `the archive entries ${JSON.stringify(first)} and ${JSON.stringify(second)} cannot lie side by side on every file system`,
    { remedy: 'Rename one of them, or leave it out of the archive.' },
  );
