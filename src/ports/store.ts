// The release's content, by digest: an OCI image layout on disk (image-spec, image-layout.md).
import type { Descriptor } from '../domain/descriptor.ts';
import type { Digest } from '../domain/digest.ts';

export interface Store {
  /** Whether the bytes are there and hash to their digest. */
  readonly has: (digest: Digest) => Promise<boolean>;
  /** The bytes, checked against digest and size while they pass; fails with `BLOB_MISSING` or `BLOB_DAMAGED`. */
  readonly read: (content: Descriptor) => AsyncIterable<Uint8Array>;
  /** As `read`, for who is done with each piece before it asks for the next, which then lies in its place. */
  readonly pass?: (content: Descriptor) => AsyncIterable<Uint8Array>;
  /**
   * Some of the bytes of a blob, fewer only at its end; the blob is hashed whole before, once, and fails as `read` does.
   * Absent where blobs can only be streamed.
   */
  readonly range?: (content: Descriptor, offset: number, length: number) => Promise<Uint8Array>;
  /** A small document, whole; at most `limit` bytes (default 16 MiB), else `BLOB_TOO_LARGE`. */
  readonly bytes: (content: Descriptor, limit?: number) => Promise<Uint8Array>;
  /** Writes what is not there yet, atomically, and says what it is. Each piece is taken before the next is asked for. */
  readonly write: (bytes: AsyncIterable<Uint8Array> | Uint8Array, mediaType: string) => Promise<Descriptor>;
}
