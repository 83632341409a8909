// A place where the files of a release lie: a directory, a draft, a published release.
import type { FileDigest } from './digester.ts';

export interface SourceFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

export interface AssetSource {
  /** Every entry, sorted by name; what is no regular file is named too, with size -1. */
  readonly list: () => Promise<readonly SourceFile[]>;
  /** Digests of these files, in the same order. */
  readonly digests: (names: readonly string[]) => Promise<readonly FileDigest[]>;
  /** A small file, whole; fails with `FILE_TOO_LARGE` above `limit` bytes. */
  readonly bytes: (name: string, limit: number) => Promise<Uint8Array>;
  /** A file of any size, piece by piece; absent where files cannot be read so. */
  readonly stream?: (name: string) => AsyncIterable<Uint8Array>;
}
