// `oci://host/path[:tag][@sha256:…]` as people type it: one image or chart in a registry.
import { type Digest, isDigest } from '../domain/digest.ts';
import { Failure } from '../domain/failure.ts';
import { isRepository } from '../formats/oci/place.ts';
import { parseReference, repositoryOf } from '../formats/oci/reference.ts';

export interface RegistryPlace {
  /** Host and path. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

const SCHEME = 'oci://';

/** Whether a text names something in a registry. */
export const isRegistryPlace = (text: string): boolean => text.startsWith(SCHEME);

/** Fails with `USAGE` for what is no reference with a host, or pins by something else than SHA-256. */
export const parseRegistryPlace = (text: string): RegistryPlace => {
  const reference = parseReference(text.slice(SCHEME.length));
  const { host, tag, digest } = reference ?? {};
  const repository = reference === undefined || host === undefined ? '' : repositoryOf(reference);
  if (!isRepository(repository) || (digest !== undefined && !isDigest(digest)))
    throw new Failure('USAGE', `${text} names nothing in a registry.`, {
      remedy: 'Say oci://HOST/PATH:TAG or oci://HOST/PATH@sha256: and 64 hexadecimal digits, in lower case.',
    });
  return {
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  };
};

/** The same, where one image must be named. Fails with `USAGE`. */
export const parseRegistryImage = (text: string): RegistryPlace => {
  const place = parseRegistryPlace(text);
  if ((place.tag ?? place.digest) !== undefined) return place;
  throw new Failure('USAGE', `${text} names a repository, and not which image of it.`, {
    remedy: `Say ${text}:TAG or ${text}@sha256: and 64 hexadecimal digits.`,
  });
};
