// Registries over HTTP, read (src/ports/registry.ts; OCI distribution-spec 1.1).
import { Failure } from '../../domain/failure.ts';
import type { Registry } from '../../ports/registry.ts';
import { readBlob } from './blob.ts';
import type { Ask, Locate } from './exchange.ts';
import { type ManifestPlace, readManifest } from './manifest.ts';
import { readReferrers } from './referrers.ts';
import { readTags } from './tags.ts';

export interface ReaderOptions {
  readonly locate: Locate;
  /** By the origin of a registry. */
  readonly ask: (origin: string) => Ask;
  /** Milliseconds before a blob's broken connection is taken up again, doubled for each further time; 250. */
  readonly backoff?: number;
  /** Ends the waits between; that of whoever asks. */
  readonly signal?: AbortSignal;
}

/** Reads registries; fails beside what the port says as asking does (`createAsk`). */
export const createRegistryReader = ({ locate, ask, backoff = 250, signal }: ReaderOptions): Registry => {
  const placeOf = (repository: string): ManifestPlace => {
    const address = locate(repository);
    return { ask: ask(address.origin), address, repository };
  };
  // Repositories whose registry lists no referrers.
  const knowsNone = new Set<string>();
  return {
    resolve: async (repository, tag) => (await readManifest(placeOf(repository), { tag }))?.content,
    tags: async (repository) => readTags(placeOf(repository)),
    manifest: async (repository, digest) => {
      const read = await readManifest(placeOf(repository), { digest });
      if (read !== undefined) return read.bytes;
      throw new Failure('MANIFEST_MISSING', `${repository} holds no manifest ${digest}`, {
        remedy: 'Check the digest, and that everything was pushed.',
      });
    },
    blob: async function* (repository, content, options) {
      yield* readBlob(placeOf(repository), content, { ...options, backoff, signal });
    },
    referrers: async (repository, digest) => readReferrers(placeOf(repository), digest, knowsNone),
  };
};
