// Passes on the bytes of an archive's entry and sees to it that they are as many as was said.
import { Failure } from '../domain/failure.ts';
import type { ArchiveEntry } from './archive-entry.ts';

/** The entry's bytes; fails with `ARCHIVE_ENTRY_SIZE` as soon as there are more, or in the end fewer, than `size`. */
export async function* exactly(
  entry: Pick<ArchiveEntry, 'path' | 'size' | 'bytes'>,
): AsyncIterable<Uint8Array> {
  let seen = 0;
  for await (const chunk of entry.bytes()) {
    seen += chunk.length;
    if (seen > entry.size) throw otherSize(entry, 'more');
    if (chunk.length > 0) yield chunk;
  }
  if (seen < entry.size) throw otherSize(entry, 'fewer');
}

const otherSize = ({ path, size }: Pick<ArchiveEntry, 'path' | 'size'>, than: string): Failure =>
  new Failure(
    'ARCHIVE_ENTRY_SIZE',
    `${JSON.stringify(path)} has ${than} than the ${size} bytes that were announced`,
    {
      remedy: 'Run the same command again; if it happens again, the file changes while it is read.',
    },
  );
