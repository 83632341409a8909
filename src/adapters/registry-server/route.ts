// Which of the distribution-spec's endpoints a request is for (distribution-spec 1.1, "Endpoints").
import { type Digest, isDigest } from '../../domain/digest.ts';
import { isRepository } from '../../formats/oci/place.ts';
import { Refusal } from './refusal.ts';

export type Route = { readonly repository: string } & (
  | { readonly kind: 'blob' | 'referrers'; readonly digest: Digest }
  | { readonly kind: 'manifest'; readonly reference: string }
  | { readonly kind: 'uploads' | 'tags' }
  | { readonly kind: 'upload'; readonly id: string }
);

/** The endpoint at a path; `undefined` where there is none. Throws `NAME_INVALID` and `DIGEST_INVALID`. */
export const parseRoute = (path: string): Route | undefined => {
  for (const [kind, pattern] of ENDPOINTS) {
    const [, name, rest = ''] = pattern.exec(path) ?? [];
    if (name === undefined) continue;
    const repository = decoded(name);
    if (!isRepository(repository))
      throw new Refusal(404, 'NAME_UNKNOWN', 'a repository is called by host and path, in lower case');
    if (kind === 'uploads' || kind === 'tags') return { kind, repository };
    if (kind === 'upload') return { kind, repository, id: rest };
    const reference = decoded(rest);
    if (kind === 'manifest') return { kind, repository, reference };
    if (!isDigest(reference)) throw new Refusal(400, 'DIGEST_INVALID', 'only SHA-256 digests are known here');
    return { kind, repository, digest: reference };
  }
  return undefined;
};

const ENDPOINTS: readonly (readonly [Route['kind'], RegExp])[] = [
  ['uploads', /^\/v2\/(.+)\/blobs\/uploads\/?$/],
  ['upload', /^\/v2\/(.+)\/blobs\/uploads\/([\w-]+)$/],
  ['blob', /^\/v2\/(.+)\/blobs\/([^/]+)$/],
  ['manifest', /^\/v2\/(.+)\/manifests\/([^/]+)$/],
  ['tags', /^\/v2\/(.+)\/tags\/list$/],
  ['referrers', /^\/v2\/(.+)\/referrers\/([^/]+)$/],
];

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal(400, 'NAME_INVALID', 'this is no path');
  }
};
