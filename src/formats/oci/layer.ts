// Writes an image layer whose bytes depend on its entries and one moment alone (OCI image-spec 1.1, layer.md).
import { byBytes } from '../../domain/byte-order.ts';
import { Failure } from '../../domain/failure.ts';
import { checkEntryPath } from '../archive-entry.ts';
import { exactly } from '../exactly.ts';
import { entryHeader, paddingOf, TAR_END, tarTime } from '../tar/entry.ts';

export interface LayerOwner {
  /** Permission bits, the set-id and sticky bits included. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface LayerEntry extends LayerOwner {
  /** Relative to the root, `/` as separator. */
  readonly path: string;
  /** Bytes that `bytes` will yield, exactly. */
  readonly size: number;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

export interface LayerOptions {
  /** Seconds since 1970: the time of every entry. */
  readonly epoch: number;
  /** What a directory below is like already; 0755 and root's where it is not there. */
  readonly directory?: (path: string) => LayerOwner | undefined;
}

/**
 * The layer as a tar, streamed: files and every directory above them, since runtimes make a directory that is not
 * written with modes of their own; sorted by path in byte order; nothing that removes.
 *
 * Fails with `ARCHIVE_ENTRY_INVALID` for a path that is not plain or begins a name with `.wh.`, `ARCHIVE_ENTRY_TWICE`
 * for two entries at one path or one below a file, `ARCHIVE_ENTRY_SIZE` for a stream of another length than announced.
 */
export async function* layerArchive(
  entries: readonly LayerEntry[],
  { epoch, directory = () => undefined }: LayerOptions,
): AsyncIterable<Uint8Array> {
  const mtime = tarTime(epoch);
  const files = byPath(entries);
  const folders = new Set(entries.flatMap(({ path }) => foldersAbove(path)));
  const inside = [...folders].find((path) => files.has(path));
  if (inside !== undefined) throw twice(inside);
  for (const path of [...files.keys(), ...folders].toSorted(byBytes)) {
    const file = files.get(path);
    if (file === undefined) {
      const { mode, uid, gid } = directory(path) ?? { mode: 0o755, uid: 0, gid: 0 };
      yield entryHeader({ path: `${path}/`, type: '5', mode, uid, gid, size: 0, mtime });
      continue;
    }
    yield entryHeader({ ...file, type: '0', mtime });
    yield* exactly(file);
    yield paddingOf(file.size);
  }
  yield TAR_END.slice();
}

/** The directories that a path lies in, outermost first. */
export const foldersAbove = (path: string): readonly string[] => {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
};

const byPath = (entries: readonly LayerEntry[]): ReadonlyMap<string, LayerEntry> => {
  const files = new Map<string, LayerEntry>();
  for (const entry of entries) {
    checkEntryPath(entry.path);
    if (entry.path.split('/').some((part) => part.startsWith('.wh.'))) throw removes(entry.path);
    if (files.has(entry.path)) throw twice(entry.path);
    files.set(entry.path, entry);
  }
  return files;
};

const removes = (path: string): Failure =>
  new Failure('ARCHIVE_ENTRY_INVALID', `${JSON.stringify(path)} would remove files of the layers below`, {
    remedy: 'Rename the file: names that begin with `.wh.` have a meaning of their own in images.',
  });

const twice = (path: string): Failure =>
  new Failure('ARCHIVE_ENTRY_TWICE', `two files of the layer would lie at ${JSON.stringify(path)}`, {
    remedy: 'Give each file of the image a place of its own.',
  });
