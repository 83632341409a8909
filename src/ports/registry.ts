// Registries, read: the one door through which manifests, blobs and referrers come (OCI distribution-spec 1.1).
import type { Descriptor } from '../domain/descriptor.ts';
import type { Digest } from '../domain/digest.ts';

export interface ReadOptions {
  /** Whether a piece may be written over as soon as the second one after it is asked for; whoever keeps it copies it. */
  readonly lent?: boolean;
}

export interface Registry {
  /** What a tag names now, as the registry describes it; `undefined` when there is no such tag. */
  readonly resolve: (repository: string, tag: string) => Promise<Descriptor | undefined>;
  /** Every tag, sorted; none for a repository that is not there. */
  readonly tags: (repository: string) => Promise<readonly string[]>;
  /**
   * A manifest or index whose bytes hash to this digest, at most 4 MiB. Fails with `MANIFEST_MISSING`,
   * `MANIFEST_TOO_LARGE`, and `CONTENT_DAMAGED` for other bytes.
   */
  readonly manifest: (repository: string, digest: Digest) => Promise<Uint8Array>;
  /** A blob, checked against digest and size while it passes; fails with `CONTENT_MISSING` and `CONTENT_DAMAGED`. */
  readonly blob: (
    repository: string,
    content: Descriptor,
    options?: ReadOptions,
  ) => AsyncIterable<Uint8Array>;
  /**
   * Descriptors of the manifests that are listed as speaking about this digest, sorted by digest. What they say
   * beside digest and size is a hint, never to be believed.
   */
  readonly referrers: (repository: string, digest: Digest) => Promise<readonly Descriptor[]>;
}
