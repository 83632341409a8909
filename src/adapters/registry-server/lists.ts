// What a repository lists, page by page: its tags, and what speaks about a manifest (distribution-spec 1.1, "Listing
// Tags", "Listing Referrers").
import type { ServerResponse } from 'node:http';

import type { Digest } from '../../domain/digest.ts';
import { OCI_INDEX } from '../../domain/oci.ts';
import { byBytes } from '../../domain/byte-order.ts';
import { readIndex } from '../layout-reader/index.ts';
import type { LayoutRegistries } from '../layout-registry/index.ts';
import type { RegistryKind } from './kinds.ts';
import { Refusal } from './refusal.ts';

export interface ListRequest {
  readonly repository: string;
  readonly query: URLSearchParams;
  /** The most entries of a page. */
  readonly pageSize: number;
}

export const listTags = async (
  { repository, query, pageSize, kind }: ListRequest & { readonly kind: RegistryKind },
  response: ServerResponse,
  registries: LayoutRegistries,
): Promise<void> => {
  if (readIndex(registries.locate(repository)) === undefined)
    throw new Refusal(404, 'NAME_UNKNOWN', `there is no ${repository}`);
  const said = countOf(query.get('n'));
  // GHCR reads 0 as nothing said, and says it in the address of the next page.
  const asked = kind === 'ghcr' && said === 0 ? undefined : said;
  const last = query.get('last');
  const tags = (await registries.registry.tags(repository)).filter(
    (tag) => last === null || byBytes(tag, last) > 0,
  );
  const page = tags.slice(0, Math.min(asked ?? pageSize, pageSize));
  const next = new URLSearchParams({ last: page.at(-1) ?? '' });
  if (asked !== undefined || kind === 'ghcr') next.set('n', String(asked ?? 0));
  const more = page.length < tags.length && page.length > 0;
  const body = JSON.stringify({ name: repository, tags: page });
  const link = `</v2/${repository}/tags/list?${next.toString()}>; rel="next"`;
  answer(response, 'application/json', body, more ? { link } : {});
};

export const listReferrers = async (
  { repository, digest, query, pageSize }: ListRequest & { readonly digest: Digest },
  response: ServerResponse,
  { registry }: LayoutRegistries,
): Promise<void> => {
  const artifactType = query.get('artifactType');
  const last = query.get('last');
  const wanted = (await registry.referrers(repository, digest)).filter(
    (one) =>
      (artifactType === null || one.artifactType === artifactType) &&
      (last === null || byBytes(one.digest, last) > 0),
  );
  const page = wanted.slice(0, pageSize);
  const next = new URLSearchParams({ last: page.at(-1)?.digest ?? '' });
  if (artifactType !== null) next.set('artifactType', artifactType);
  const body = JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests: page });
  answer(response, OCI_INDEX, body, {
    ...(artifactType === null ? {} : { 'oci-filters-applied': 'artifactType' }),
    ...(page.length < wanted.length
      ? { link: `</v2/${repository}/referrers/${digest}?${next.toString()}>; rel="next"` }
      : {}),
  });
};

const countOf = (text: string | null): number | undefined => {
  if (text === null) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Refusal(400, 'UNSUPPORTED', 'n is a number');
};

const answer = (
  response: ServerResponse,
  type: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): void => {
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers });
  response.end(response.req.method === 'HEAD' ? undefined : body);
};
