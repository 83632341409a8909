// Registries over HTTP, read (src/ports/registry.ts; OCI distribution-spec 1.1).
import { byBytes } from '../../domain/byte-order.ts';
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseJson } from '../../formats/json.ts';
import { isTag } from '../../formats/oci/place.ts';
import { list, object } from '../../formats/strict.ts';
import type { Registry } from '../../ports/registry.ts';
import { readBlob } from './blob.ts';
import type { Ask, Exchange, Locate } from './exchange.ts';
import { type ManifestPlace, readManifest } from './manifest.ts';
import { MAX_PAGE, readPages } from './pages.ts';
import { readReferrers } from './referrers.ts';
import { isUnknown, refusalFailure } from './refusal.ts';

export interface ReaderOptions {
  readonly locate: Locate;
  /** By the origin of a registry. */
  readonly ask: (origin: string) => Ask;
  /** Milliseconds before a blob's broken connection is taken up again, doubled for each further time; 250. */
  readonly backoff?: number;
}

/** Reads registries; fails beside what the port says as asking does (`createAsk`). */
export const createRegistryReader = ({ locate, ask, backoff = 250 }: ReaderOptions): Registry => {
  const placeOf = (repository: string): ManifestPlace => {
    const address = locate(repository);
    return { ask: ask(address.origin), address, repository };
  };
  // Repositories whose registry lists no referrers.
  const knowsNone = new Set<string>();
  return {
    resolve: async (repository, tag) => (await readManifest(placeOf(repository), { tag }))?.content,
    tags: (repository) => readTags(placeOf(repository)),
    manifest: async (repository, digest) => {
      const read = await readManifest(placeOf(repository), { digest });
      if (read !== undefined) return read.bytes;
      throw new Failure('MANIFEST_MISSING', `${repository} holds no manifest ${digest}`, {
        remedy: 'Check the digest, and that everything was pushed.',
      });
    },
    blob: (repository, content) => readBlob(placeOf(repository), content, backoff),
    referrers: (repository, digest) => readReferrers(placeOf(repository), digest, knowsNone),
  };
};

const readTags = async ({ ask, address }: ManifestPlace): Promise<readonly string[]> => {
  const exchange: Exchange = {
    method: 'GET',
    url: `/v2/${address.name}/tags/list`,
    scopes: [{ name: address.name, actions: 'pull' }],
    headers: { accept: 'application/json' },
    repeatable: true,
  };
  const answer = await readPages(ask, exchange, address.origin, parseTags);
  if (!('codes' in answer)) return [...new Set(answer)].toSorted(byBytes);
  if (isUnknown(answer)) return [];
  throw refusalFailure(exchange, new URL(exchange.url, address.origin).href, answer);
};

const parseTags = (bytes: Uint8Array): readonly string[] => {
  const { tags } = object(parseJson(bytes, { bytes: MAX_PAGE, depth: 8 }), '');
  // Registries write an empty list so.
  if (tags === null || tags === undefined) return [];
  return list(tags, 'tags', (tag, at) => {
    if (typeof tag !== 'string' || !isTag(tag)) throw new FormatError('no tag', at);
    return tag;
  });
};
