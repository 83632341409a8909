// What an image is made upon: the manifest of its platform, checked from the descriptor to the last layer, and taken in.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure, type FailureDetails } from '../../domain/failure.ts';
import type { FailureCode } from '../../domain/failure-codes.ts';
import type { UsedBase } from '../../domain/image.ts';
import { MAX_MANIFEST } from '../../domain/oci.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseJson } from '../../formats/json.ts';
import { type ImageConfig, MAX_CONFIG, parseImageConfig } from '../../formats/oci/config.ts';
import { type OciManifest, parseDescriptor, parseOciDocument } from '../../formats/oci/document.ts';
import { layerType } from '../../formats/oci/unpack-layer.ts';
import { sha256 } from '../../formats/sha256.ts';
import { list, object } from '../../formats/strict.ts';
import type { Store } from '../../ports/store.ts';
import type { BasePlace } from './base-place.ts';

export interface TakenBase {
  readonly used: UsedBase;
  readonly config: ImageConfig;
  /** Lowest first, in the store, as OCI names them. */
  readonly layers: readonly Descriptor[];
}

/**
 * Takes a base in for one platform. Fails with `BASE_MISSING` for what is not there, `BASE_PLATFORM_MISSING` for an
 * index without the platform, `BASE_PLATFORM_MISMATCH` where index, configuration and what is asked for disagree,
 * `BASE_INVALID` for anything that is no plain image: a nested index, layers that lie elsewhere, other bytes than the
 * digest says, another media type than the content.
 */
export const takeBase = async (
  place: BasePlace,
  platform: Platform,
  store: Store,
  doing: (text: string) => void,
): Promise<TakenBase> => {
  const judge = { place, platform };
  doing(`reading the base ${place.name}`);
  const root = place.digest ?? (await listed(judge));
  const { digest, manifest } = await manifestFor(judge, root);
  const config = await configOf(judge, manifest);
  const layers: Descriptor[] = [];
  for (const [at, layer] of manifest.layers.entries()) {
    doing(`taking in layer ${at + 1} of ${manifest.layers.length} of the base`);
    layers.push(await takeLayer(judge, layer, store));
  }
  return { used: { name: place.name, digest }, config, layers };
};

interface Judged {
  readonly place: BasePlace;
  readonly platform: Platform;
}

/** What a layout's `index.json` lists: its one entry, else the one for the platform. */
const listed = async (judge: Judged): Promise<Digest> => {
  const bytes = await judge.place.listing();
  if (bytes === undefined) throw refuse(judge, 'BASE_MISSING', 'there is no index.json');
  const entries = parsed(judge, 'index.json', () =>
    list(object(parseJson(bytes, { bytes: MAX_MANIFEST }), '')['manifests'], 'manifests', parseDescriptor),
  );
  const [first, ...more] = entries;
  const alone = more.length === 0 && first?.platform === undefined ? first : undefined;
  if (alone !== undefined) return alone.digest;
  const [match, ...others] = entries.filter((entry) => isFor(entry.platform, judge.platform));
  if (match === undefined)
    throw refuse(judge, 'BASE_PLATFORM_MISSING', 'its index.json lists nothing for it');
  if (others.length > 0) throw refuse(judge, 'BASE_INVALID', 'its index.json lists the platform twice');
  return match.digest;
};

const manifestFor = async (
  judge: Judged,
  root: Digest,
): Promise<{ readonly digest: Digest; readonly manifest: OciManifest }> => {
  const document = await read(judge, root);
  if (document.kind === 'manifest') return { digest: root, manifest: document };
  const nested = document.manifests.find(({ mediaType }) => isIndexType(mediaType));
  if (nested !== undefined)
    throw refuse(judge, 'BASE_INVALID', `its index holds another index, ${nested.digest}`);
  const [match, ...more] = document.manifests.filter((entry) => isFor(entry.platform, judge.platform));
  if (match === undefined) {
    const there = document.manifests.flatMap((entry) =>
      entry.platform ? [formatPlatform(entry.platform)] : [],
    );
    throw refuse(judge, 'BASE_PLATFORM_MISSING', `its index holds ${there.join(', ') || 'no platform'}`);
  }
  if (more.length > 0) throw refuse(judge, 'BASE_INVALID', 'its index holds the platform twice');
  const manifest = await read(judge, match.digest, match);
  if (manifest.kind === 'index') throw refuse(judge, 'BASE_INVALID', `${match.digest} is another index`);
  return { digest: match.digest, manifest };
};

const isIndexType = (mediaType: string): boolean =>
  mediaType === 'application/vnd.oci.image.index.v1+json' || mediaType.includes('manifest.list');

const read = async (
  judge: Judged,
  digest: Digest,
  said?: Descriptor,
): Promise<ReturnType<typeof parseOciDocument>> => {
  const bytes = await judge.place.document(digest);
  if (bytes === undefined) throw refuse(judge, 'BASE_MISSING', `${digest} is not there`);
  if (sha256(bytes) !== digest) throw refuse(judge, 'BASE_INVALID', `under ${digest} lies something else`);
  const document = parsed(judge, digest, () => parseOciDocument(bytes, { foreign: true }));
  if (said !== undefined && said.size !== bytes.length)
    throw refuse(judge, 'BASE_INVALID', `${digest} has ${bytes.length} bytes, its index says ${said.size}`);
  if (said !== undefined && said.mediaType !== document.mediaType)
    throw refuse(
      judge,
      'BASE_INVALID',
      `${digest} is ${document.mediaType}, its index says ${said.mediaType}`,
    );
  return document;
};

const CONFIG_TYPES = [
  'application/vnd.oci.image.config.v1+json',
  'application/vnd.docker.container.image.v1+json',
];

const configOf = async (
  judge: Judged,
  { config, layers, artifactType }: OciManifest,
): Promise<ImageConfig> => {
  if (artifactType !== undefined || !CONFIG_TYPES.includes(config.mediaType))
    throw refuse(judge, 'BASE_INVALID', `it is no image but ${artifactType ?? config.mediaType}`);
  const bytes = await small(judge, config);
  const parsedConfig = parsed(judge, config.digest, () => parseImageConfig(bytes));
  if (!isFor(parsedConfig, judge.platform))
    throw refuse(
      judge,
      'BASE_PLATFORM_MISMATCH',
      `its configuration says ${formatPlatform(platformOf(parsedConfig))}`,
    );
  if (parsedConfig.diffIds.length !== layers.length)
    throw refuse(
      judge,
      'BASE_INVALID',
      `its configuration speaks of ${parsedConfig.diffIds.length} layers, its manifest of ${layers.length}`,
    );
  return parsedConfig;
};

const platformOf = ({ os, architecture, variant }: Platform): Platform =>
  variant === undefined ? { os, architecture } : { os, architecture, variant };

const takeLayer = async (judge: Judged, layer: Descriptor, store: Store): Promise<Descriptor> => {
  const type = layerType(layer.mediaType);
  if (type === undefined)
    throw refuse(
      judge,
      'BASE_INVALID',
      `its layer ${layer.digest} is ${layer.mediaType}, which is no layer to copy`,
    );
  const taken = { mediaType: type.mediaType, digest: layer.digest, size: layer.size };
  if (await store.has(layer.digest)) {
    if ((await sizeOf(store, taken)) !== layer.size) throw otherBytes(judge, layer);
    return taken;
  }
  const bytes = await judge.place.blob(layer);
  if (bytes === undefined) throw refuse(judge, 'BASE_MISSING', `its layer ${layer.digest} is not there`);
  const written = await store.write(noMore(bytes, judge, layer), type.mediaType);
  if (written.digest !== layer.digest || written.size !== layer.size) throw otherBytes(judge, layer);
  return taken;
};

/** Ends a stream that is longer than it said to be: whoever sends it may never end. */
async function* noMore(
  bytes: AsyncIterable<Uint8Array>,
  judge: Judged,
  content: Descriptor,
): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of bytes) {
    seen += chunk.length;
    if (seen > content.size) throw otherBytes(judge, content);
    yield chunk;
  }
}

/** Of what the store holds under a digest; its own words for another size. */
const sizeOf = async (store: Store, content: Descriptor): Promise<number> => {
  let size = 0;
  for await (const chunk of store.read(content)) size += chunk.length;
  return size;
};

const small = async (judge: Judged, content: Descriptor): Promise<Uint8Array> => {
  if (content.size > MAX_CONFIG) throw refuse(judge, 'BASE_INVALID', `${content.digest} is too large`);
  const stream = await judge.place.blob(content);
  if (stream === undefined) throw refuse(judge, 'BASE_MISSING', `${content.digest} is not there`);
  const bytes = new Uint8Array(content.size);
  let have = 0;
  for await (const chunk of stream) {
    if (have + chunk.length > bytes.length) throw otherBytes(judge, content);
    bytes.set(chunk, have);
    have += chunk.length;
  }
  if (have !== content.size || sha256(bytes) !== content.digest) throw otherBytes(judge, content);
  return bytes;
};

/** Equal but for the variants that are meant where none is said (containerd, platforms: arm64 is v8, arm is v7). */
export const isFor = (said: Platform | undefined, asked: Platform): boolean =>
  said !== undefined &&
  said.os === asked.os &&
  said.architecture === asked.architecture &&
  variantOf(said) === variantOf(asked);

const MEANT: Readonly<Record<string, string>> = { arm64: 'v8', arm: 'v7' };

const variantOf = ({ architecture, variant }: Platform): string => variant ?? MEANT[architecture] ?? '';

const parsed = <T>(judge: Judged, what: string, parse: () => T): T => {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw refuse(judge, 'BASE_INVALID', `${what}: ${error.message}`, error);
  }
};

const otherBytes = (judge: Judged, { digest, size }: Descriptor): Failure =>
  refuse(judge, 'BASE_INVALID', `what lies there is not the ${size} bytes of ${digest}`);

const REMEDIES = {
  BASE_MISSING: 'name a base that is there, by the digest of its index or manifest',
  BASE_PLATFORM_MISSING: 'leave the platform out of the image, or choose a base that has it',
  BASE_PLATFORM_MISMATCH: 'do not use it: this base is mislabelled',
  BASE_INVALID: 'use a base whose index, manifest, configuration and layers agree',
} as const satisfies Partial<Record<FailureCode, string>>;

const refuse = (
  { place, platform }: Judged,
  code: keyof typeof REMEDIES,
  why: string,
  cause?: unknown,
): Failure => {
  const details: FailureDetails = { remedy: REMEDIES[code], ...(cause === undefined ? {} : { cause }) };
  return new Failure(code, `the base ${place.name} for ${formatPlatform(platform)}: ${why}`, details);
};
