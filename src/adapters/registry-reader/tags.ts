// The tags of a repository (distribution-spec 1.1, "Listing Tags").
import { byBytes } from '../../domain/byte-order.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseJson } from '../../formats/json.ts';
import { isTag } from '../../formats/oci/place.ts';
import { list, object } from '../../formats/strict.ts';
import type { Exchange } from './exchange.ts';
import type { ManifestPlace } from './manifest.ts';
import { MAX_PAGE, readPages } from './pages.ts';
import { isUnknown, refusalFailure } from './refusal.ts';

/** Every tag of a repository, sorted; none for one that is not there. Fails as following pages does. */
export const readTags = async ({ ask, address }: ManifestPlace): Promise<readonly string[]> => {
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

/** The tags of one page. Throws `FormatError`. */
export const parseTags = (bytes: Uint8Array): readonly string[] => {
  const { tags } = object(parseJson(bytes, { bytes: MAX_PAGE, depth: 8 }), '');
  // Registries write an empty list so.
  if (tags === null || tags === undefined) return [];
  return list(tags, 'tags', (tag, at) => {
    if (typeof tag !== 'string' || !isTag(tag)) throw new FormatError('no tag', at);
    return tag;
  });
};
