// What forgers of images do again and again.
import type { ListedImage, ListedReferrer } from '../../src/domain/colophon.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { PROVENANCE_TYPE } from '../../src/domain/provenance.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import {
  type ImageRelease,
  type ImageReleaseOptions,
  ORIGIN,
  type StatementPiece,
} from '../support/image-release.ts';
import type { SmallFile } from '../support/release.ts';

export const AMD64 = 'linux/amd64';
export const ARM64 = 'linux/arm64';
export const NO_DIGEST: Digest = `sha256:${'0'.repeat(64)}`;

/** `then` for the wanted piece, nothing for all others. */
export const on = <T>(
  wanted: Partial<StatementPiece>,
  piece: Partial<StatementPiece>,
  then: T,
): T | undefined =>
  Object.entries(wanted).every(([key, value]) => piece[key as keyof StatementPiece] === value)
    ? then
    : undefined;

/** A document changed as text; a forger who changes nothing has made a mistake. */
export const edited = (value: unknown, edit: (text: string) => string): unknown => {
  const before = new TextDecoder().decode(canonicalJson(value));
  const after = edit(before);
  if (after === before) throw new Error('the forger changed nothing');
  return JSON.parse(after) as unknown;
};

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A manifest whose first layer is described otherwise. */
export const firstLayer = (manifest: object, change: object): object => {
  const { layers, ...rest } = manifest as { readonly layers: readonly object[] };
  return { ...rest, layers: layers.map((layer, at) => (at === 0 ? { ...layer, ...change } : layer)) };
};

/** Changes the manifest of linux/amd64. */
export const amd64Manifest =
  (change: (manifest: object) => unknown): (() => ImageReleaseOptions) =>
  () => ({
    manifest: (manifest, piece) =>
      piece.content === 'widget' && piece.label === AMD64 ? change(manifest) : undefined,
  });

/** Changes one statement of the image. */
export const statementOf =
  (wanted: Partial<StatementPiece>, change: (statement: object) => unknown): (() => ImageReleaseOptions) =>
  () => ({
    statement: (statement, piece) => (on(wanted, piece, true) ? change(statement) : undefined),
  });

/** Changes how the signature of linux/amd64 is attached. */
export const signatureReferrer =
  (change: (manifest: object) => unknown): (() => ImageReleaseOptions) =>
  () => ({
    referrer: (manifest, piece) =>
      on({ content: 'widget', label: AMD64, says: 'signature' }, piece, true) ? change(manifest) : undefined,
  });

export const rootOf = ({ images }: ImageRelease): Digest => images.at(-1)?.digest ?? NO_DIGEST;
export const platformOf = ({ images }: ImageRelease, platform: string): Digest =>
  images.at(-1)?.platforms.find((one) => one.platform === platform)?.digest ?? NO_DIGEST;

/** An image of the release, as its list has it. */
export const imageOf = ({ images }: ImageRelease, wanted: 'widget' | 'agent'): ListedImage => {
  const found = images.find(({ name }) => name === wanted);
  if (found === undefined) throw new TypeError(`no ${wanted}`);
  return found;
};
export const agentOf = (release: ImageRelease): Digest => imageOf(release, 'agent').digest;

/** The provenance of the index, as the list names it: always this one, for others are asked about it as well. */
export const referrerOf = (release: ImageRelease): ListedReferrer => {
  const { content } = release.memory.repository(ORIGIN);
  const found = imageOf(release, 'widget').referrers.find(
    ({ subject, digest }) =>
      subject === rootOf(release) &&
      textOf(content.get(digest) ?? new Uint8Array()).includes(PROVENANCE_TYPE),
  );
  if (found === undefined) throw new TypeError('no referrer');
  return found;
};

/** A manifest that lies in a repository. */
export const manifestIn = (
  { memory }: ImageRelease,
  repository: string,
  digest: Digest,
): {
  readonly layers: readonly { readonly digest: Digest; readonly size: number }[];
  readonly config: { readonly digest: Digest };
} =>
  JSON.parse(new TextDecoder().decode(memory.repository(repository).content.get(digest))) as ReturnType<
    typeof manifestIn
  >;

export const firstLayerOf = (release: ImageRelease, repository: string, manifest: Digest): Digest =>
  manifestIn(release, repository, manifest).layers[0]?.digest ?? NO_DIGEST;

/** Flips the lowest bit of the last byte of something that lies in a repository. */
export const flip = ({ memory }: Pick<ImageRelease, 'memory'>, repository: string, digest: Digest): void => {
  const { content } = memory.repository(repository);
  const bytes = Uint8Array.from(content.get(digest) ?? []);
  if (bytes.length === 0) throw new TypeError(`no ${digest}`);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  content.set(digest, bytes);
};

/** Makes a repository forget something: its bytes, and that it is attached. */
export const forget = (
  { memory }: Pick<ImageRelease, 'memory'>,
  repository: string,
  digest: Digest,
): void => {
  const { content, referrers } = memory.repository(repository);
  if (!content.delete(digest)) throw new TypeError(`no ${digest}`);
  for (const list of referrers.values()) list.delete(digest);
};

/** Everything attached to a manifest that the list does not name: the sealed list itself. */
export const sealsOf = ({ memory, images, chart }: ImageRelease, repository: string): readonly Digest[] => {
  const listed = new Set([...images, chart].flatMap((one) => one.referrers.map(({ digest }) => digest)));
  const all = [...memory.repository(repository).referrers.values()].flatMap((list) => [...list.keys()]);
  return all.filter((digest) => !listed.has(digest));
};

/** A verdict: a statement about an image that affirms nothing. */
export const verdictOver = (digest: Digest): object => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: ORIGIN, digest: { sha256: digest.slice('sha256:'.length) } }],
  predicateType: 'https://slsa.dev/verification_summary/v1',
  predicate: { verificationResult: 'FAILED' },
});

/** Changes a file of the release before anything is said about it. */
export const changeFile =
  (
    name: string,
    change: (bytes: Uint8Array) => Uint8Array | string,
  ): NonNullable<ImageReleaseOptions['files']> =>
  (files: Map<string, SmallFile>) => {
    const file = files.get(name);
    if (file === undefined) throw new TypeError(`no ${name}`);
    const after = change(file.bytes);
    files.set(name, { ...file, bytes: typeof after === 'string' ? bytesOf(after) : after });
  };

export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
