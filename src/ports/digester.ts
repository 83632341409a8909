// SHA-256 of local files, however large, in the way that is fastest on this machine.
import type { Digest } from '../domain/digest.ts';

export interface FileDigest {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

export interface Digester {
  /** Digests of the files at these absolute paths, in the same order; never follows a symbolic link. */
  readonly files: (paths: readonly string[]) => Promise<readonly FileDigest[]>;
}
