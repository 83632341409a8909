// What registries that lie do again and again.
import type { ServerResponse } from 'node:http';

import { fallbackTag } from '../../src/adapters/registry-reader/index.ts';
import type { Descriptor } from '../../src/domain/descriptor.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/domain/oci.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { EMPTY_CONFIG } from '../../src/formats/oci/referrer.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import type { HttpQuestion } from '../support/http-registry.ts';
import { ORIGIN } from '../support/image-release.ts';
import { AMD64, firstLayerOf, imageOf, referrerOf, rootOf } from './image-edits.ts';
import type { Lie } from './lying-registry.ts';
import type { RegistryPlace } from './registry-lie.ts';

/** Answers one kind of question about one thing; all others honestly. */
export const about =
  (
    wanted: Partial<Pick<HttpQuestion, 'kind' | 'name' | 'reference'>>,
    answer: (response: ServerResponse, question: HttpQuestion) => void,
  ): Lie =>
  (question, response) => {
    const fits = Object.entries(wanted).every(
      ([key, value]) => question[key as keyof HttpQuestion] === value,
    );
    if (fits) answer(response, question);
    return fits;
  };

/** Answers bytes as a registry does. */
export const say = (
  response: ServerResponse,
  bytes: Uint8Array | string,
  headers: Readonly<Record<string, string>> = {},
  status = 200,
): void => {
  response.writeHead(status, headers);
  response.end(bytes);
};

/** An answer that goes on as long as anybody listens. */
export const endless = (
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  piece: Uint8Array = new Uint8Array(256 * 1024).fill(32),
): void => {
  response.writeHead(200, headers);
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};

/** A list of what is attached, as the API gives it. */
export const referrersPage = (manifests: readonly unknown[]): Uint8Array =>
  canonicalJson({ schemaVersion: 2, mediaType: OCI_INDEX, manifests });

/** Things of which nobody has heard. */
export const strangers = (count: number, page: number): readonly Descriptor[] =>
  Array.from({ length: count }, (_, at) => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: sha256(new TextEncoder().encode(`${page}/${at}`)),
    size: 100,
  }));

/** What lies in a repository, by digest. */
export const bytesIn = (
  { memory }: Pick<RegistryPlace, 'memory'>,
  repository: string,
  digest: Digest,
): Uint8Array => {
  const bytes = memory.repository(repository).content.get(digest);
  if (bytes === undefined) throw new TypeError(`no ${digest}`);
  return bytes;
};

/** Everything of one repository also in another. */
export const alsoIn = (place: Pick<RegistryPlace, 'memory'>, from: string, to: string): void => {
  const [source, target] = [place.memory.repository(from), place.memory.repository(to)];
  for (const [digest, bytes] of source.content) target.content.set(digest, bytes);
  for (const [subject, list] of source.referrers) target.referrers.set(subject, new Map(list));
};

/** Has a tag name something else. */
export const pointTag = (
  { memory }: Pick<RegistryPlace, 'memory'>,
  repository: string,
  tag: string,
  {
    digest,
    size,
    mediaType,
  }: { readonly digest: Digest; readonly size: number; readonly mediaType?: string },
): void => {
  memory.repository(repository).tags.set(tag, { mediaType: mediaType ?? OCI_INDEX, digest, size });
};

/** The bundle with the provenance of the index. */
export const provenanceOf = ({ release }: RegistryPlace): Digest =>
  firstLayerOf(release, ORIGIN, referrerOf(release).digest);

/** A demand for who asks, and where a token is to be had. */
export const demand = (response: ServerResponse, challenge: string): void =>
  say(
    response,
    canonicalJson({ errors: [{ code: 'UNAUTHORIZED', message: 'who are you' }] }),
    {
      'WWW-Authenticate': challenge,
      'Content-Type': 'application/json',
    },
    401,
  );

/** The manifest of linux/amd64, as a tag would name it. */
export const amd64 = ({ release }: RegistryPlace): Descriptor => {
  const found = imageOf(release, 'widget').platforms.find(({ platform }) => platform === AMD64);
  if (found === undefined) throw new TypeError(`no ${AMD64}`);
  return { mediaType: OCI_MANIFEST, digest: found.digest, size: found.size };
};

/** Writes the list of what is attached under the tag that stands in for the API, and these with it. */
export const listByTag = (
  { memory }: Pick<RegistryPlace, 'memory'>,
  repository: string,
  subject: Digest,
  more: readonly Descriptor[],
): void => {
  const { content, referrers, tags } = memory.repository(repository);
  for (const [one, list] of referrers) {
    const bytes = referrersPage([...list.values(), ...(one === subject ? more : [])]);
    const digest = sha256(bytes);
    content.set(digest, bytes);
    tags.set(fallbackTag(one), { mediaType: OCI_INDEX, digest, size: bytes.length });
  }
};

/** Attaches to the index something that nobody signed and no list names. */
export const attachStranger = ({ memory, release }: RegistryPlace, repository: string): void => {
  const { content, referrers } = memory.repository(repository);
  const subject = rootOf(release);
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    artifactType: 'application/vnd.example.advice',
    config: EMPTY_CONFIG,
    layers: [EMPTY_CONFIG],
    subject: { mediaType: OCI_INDEX, digest: subject, size: content.get(subject)?.length ?? 0 },
  };
  const bytes = canonicalJson(manifest);
  const digest = sha256(bytes);
  content.set(digest, bytes);
  referrers.get(subject)?.set(digest, { mediaType: OCI_MANIFEST, digest, size: bytes.length });
};

/** Sends whoever asks the registry far away for the image to the same path of another origin. */
export const sendingOn =
  ({ far, release }: RegistryPlace, origin: string): Lie =>
  ({ request, reference, url }, response) => {
    if (request.headers.host !== far.host || reference !== rootOf(release)) return false;
    say(response, '', { Location: `${origin}${url.pathname}` }, 307);
    return true;
  };
