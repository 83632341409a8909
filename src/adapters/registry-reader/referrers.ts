// What speaks about a manifest (distribution-spec 1.1, "Listing Referrers", "Referrers Tag Schema"; cosign's tags before
// that): the union of what every way of listing names, for no registry is known to keep all of them.
import { byBytes } from '../../domain/byte-order.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, hexOf } from '../../domain/digest.ts';
import { MAX_MANIFEST, OCI_INDEX } from '../../domain/oci.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseJson } from '../../formats/json.ts';
import { parseDescriptor } from '../../formats/oci/document.ts';
import { list, object, text } from '../../formats/strict.ts';
import type { Exchange } from './exchange.ts';
import { bareType, type ManifestPlace, type ReadManifest, readManifest } from './manifest.ts';
import { MAX_PAGE, readPages } from './pages.ts';
import { refusalFailure } from './refusal.ts';

/** The tag that lists what speaks about a digest where the registry itself does not. */
export const fallbackTag = (digest: Digest): string => `sha256-${hexOf(digest)}`;

/** The tags under which cosign kept signatures and attestations before there were referrers. */
export const legacyTags = (digest: Digest): readonly string[] =>
  ['sig', 'att'].map((kind) => `${fallbackTag(digest)}.${kind}`);

/**
 * Everything that is listed as speaking about a digest, sorted by digest, without doubles; what is said there beside
 * digest and size is a hint. Fails with `REGISTRY_ANSWER_INVALID`, and as reading manifests does.
 */
export const readReferrers = async (
  place: ManifestPlace,
  digest: Digest,
  knowsNone: Set<string>,
): Promise<readonly Descriptor[]> => {
  const [listed, fallback, ...legacy] = await Promise.all([
    listReferrers(place, digest, knowsNone),
    readFallback(place, digest),
    ...legacyTags(digest).map((tag) => readManifest(place, { tag })),
  ]);
  const all = [
    ...(listed ?? []),
    ...(fallback?.entries ?? []),
    ...legacy.flatMap((one) => (one === undefined ? [] : [one.content])),
  ];
  const first = new Map<Digest, Descriptor>();
  for (const one of all) if (!first.has(one.digest)) first.set(one.digest, one);
  return [...first.values()].toSorted((a, b) => byBytes(a.digest, b.digest));
};

/**
 * What the registry's own API lists, all pages; `undefined` where it has none (404, 406), which is remembered in
 * `knowsNone` by repository. Whether it says to have filtered is of no matter: nothing was asked to be left out.
 */
export const listReferrers = async (
  { ask, address }: ManifestPlace,
  digest: Digest,
  knowsNone: Set<string>,
): Promise<readonly Descriptor[] | undefined> => {
  const key = `${address.origin}/${address.name}`;
  if (knowsNone.has(key)) return undefined;
  const exchange: Exchange = {
    method: 'GET',
    url: `/v2/${address.name}/referrers/${digest}`,
    scopes: [{ name: address.name, actions: 'pull' }],
    headers: { accept: OCI_INDEX },
    repeatable: true,
  };
  const answer = await readPages(ask, exchange, address.origin, (bytes, header) => {
    const said = bareType(header('content-type'));
    if (said !== OCI_INDEX) throw new FormatError(`it is served as ${JSON.stringify(said.slice(0, 100))}`);
    return entriesOf(bytes, MAX_PAGE);
  });
  if (!('codes' in answer)) return answer;
  if (!NO_API.has(answer.status))
    throw refusalFailure(exchange, new URL(exchange.url, address.origin).href, answer);
  // A repository that is not there yet says nothing about the API.
  if (!answer.codes.includes('NAME_UNKNOWN')) knowsNone.add(key);
  return undefined;
};

export interface Fallback extends ReadManifest {
  readonly entries: readonly Descriptor[];
}

/** What the fallback tag of a digest lists; `undefined` where there is none, or no list. Fails as reading manifests does. */
export const readFallback = async (place: ManifestPlace, digest: Digest): Promise<Fallback | undefined> => {
  const read = await readManifest(place, { tag: fallbackTag(digest) });
  if (read === undefined || read.content.mediaType !== OCI_INDEX) return undefined;
  try {
    return { ...read, entries: entriesOf(read.bytes, MAX_MANIFEST) };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return undefined;
  }
};

const NO_API: ReadonlySet<number> = new Set([404, 406]);

// Digests of other algorithms are let pass by: they name nothing that could be read here.
const entriesOf = (bytes: Uint8Array, most: number): readonly Descriptor[] => {
  const fields = object(parseJson(bytes, { bytes: most, depth: 16 }), '');
  if (fields['schemaVersion'] !== 2) throw new FormatError('it is not 2', 'schemaVersion');
  if (fields['manifests'] === null) return [];
  return list(fields['manifests'], 'manifests', (value, at) => {
    const named = text(object(value, at)['digest'], `${at}.digest`);
    return OTHER_DIGEST.test(named) && !named.startsWith('sha256:') ? [] : [parseDescriptor(value, at)];
  }).flat();
};

const OTHER_DIGEST = /^[a-z0-9]+(?:[+._-][a-z0-9]+)*:[A-Za-z0-9=_-]{32,}$/;
