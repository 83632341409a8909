// What a builder of images left, judged: one manifest of the platform that was asked for, whose configuration, layers
// and programs all say the same. Project code ran there, so nothing is believed (docs/trust.md 7).
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { MAX_MANIFEST, OCI_CONFIG, OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import { formatPlatform, type Platform } from '../../domain/platform.ts';
import { FormatError } from '../../formats/format-error.ts';
import { MAX_CONFIG, parseImageConfig } from '../../formats/oci/config.ts';
import { type OciIndex, type OciManifest, parseOciDocument } from '../../formats/oci/document.ts';
import { layerType } from '../../formats/oci/unpack-layer.ts';
import type { Store } from '../../ports/store.ts';
import { isFor } from './base.ts';
import { readTree } from './base-tree.ts';

export interface JudgedImage {
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  /** Lowest first. */
  readonly layers: readonly Descriptor[];
  /** Manifests that speak about the image, which the builder added. */
  readonly leftOut: readonly Digest[];
}

/** What was asked for. */
export interface AskedImage {
  readonly id: string;
  readonly platform: Platform;
}

/**
 * The image among what was listed. Fails with `OUTPUT_INVALID` for anything but one image and words about it, for a
 * form that is not OCI's own, and for layers that the configuration does not name; with `BUILT_PLATFORM_MISMATCH` where
 * index or configuration say another platform; with `IMAGE_ARCHITECTURE_MISMATCH` for a program of another one.
 */
export const judgeBuilt = async (
  listed: readonly Descriptor[],
  asked: AskedImage,
  store: Store,
  doing: (text: string) => void,
): Promise<JudgedImage> => {
  const { found, leftOut } = await imagesIn(listed, asked, store);
  const [image, ...more] = found;
  if (image === undefined) throw invalid(asked, 'it holds no image');
  if (more.length > 0) throw invalid(asked, `it holds ${found.length} images, and one was asked for`);
  const { content, document } = image;
  if (content.platform !== undefined && !isFor(content.platform, asked.platform))
    throw mismatch(asked, 'its index says', content.platform);
  const { config, layers, subject, artifactType } = document;
  if (subject !== undefined) throw invalid(asked, 'it speaks about another manifest');
  if (artifactType !== undefined || config.mediaType !== OCI_CONFIG)
    throw invalid(asked, `it is no image but ${artifactType ?? config.mediaType}`);
  // Docker's types have the same bytes, and one digest under two types is what mirrors and verifiers trip over.
  const strange = layers.find(({ mediaType }) => layerType(mediaType)?.mediaType !== mediaType);
  if (strange !== undefined)
    throw invalid(asked, `its layer ${strange.digest} is ${strange.mediaType}, which is none of OCI's own`);
  const said = await parsed(asked, config, async () =>
    parseImageConfig(await bytesOf(config, MAX_CONFIG, store)),
  );
  if (!isFor(said, asked.platform)) throw mismatch(asked, 'its configuration says', said);
  if (said.diffIds.length !== layers.length)
    throw invalid(
      asked,
      `its configuration speaks of ${said.diffIds.length} layers, it has ${layers.length}`,
    );
  doing(`looking whether programs are for ${formatPlatform(asked.platform)}`);
  const whole = {
    said: `the image ${asked.id}`,
    diffIds: said.diffIds,
    layers,
    code: 'OUTPUT_INVALID',
  } as const;
  await parsed(asked, content, () => readTree(whole, asked.platform, store));
  return { manifest: plain(content), config: plain(config), layers: layers.map(plain), leftOut };
};

interface FoundImage {
  readonly content: Descriptor;
  readonly document: OciManifest;
}

/** A layout lists the image, or an index of it; within one more lie, with BuildKit, attestations beside it. */
const imagesIn = async (
  listed: readonly Descriptor[],
  asked: AskedImage,
  store: Store,
): Promise<{ readonly found: readonly FoundImage[]; readonly leftOut: readonly Digest[] }> => {
  const [found, leftOut]: [FoundImage[], Digest[]] = [[], []];
  const see = async (content: Descriptor, above: boolean): Promise<void> => {
    if (speaksAbout(content)) return void leftOut.push(content.digest);
    const document = await documentOf(asked, content, store);
    if (document.kind === 'manifest') return void found.push({ content, document });
    if (!above) throw invalid(asked, `its index holds another index, ${content.digest}`);
    if (document.subject !== undefined) throw invalid(asked, 'its index speaks about another manifest');
    for (const one of document.manifests) await see(one, false);
  };
  for (const content of listed) await see(content, true);
  return { found, leftOut };
};

/** BuildKit, "Attestation storage": a manifest for no platform at all, marked as being about another one. */
const speaksAbout = ({ annotations, platform }: Descriptor): boolean =>
  annotations?.['vnd.docker.reference.type'] === 'attestation-manifest' ||
  (platform?.os === 'unknown' && platform.architecture === 'unknown');

const documentOf = (asked: AskedImage, content: Descriptor, store: Store): Promise<OciManifest | OciIndex> =>
  parsed(asked, content, async () => {
    if (content.mediaType !== OCI_MANIFEST && content.mediaType !== OCI_INDEX)
      throw new FormatError(`${content.mediaType} is none of OCI's own manifests`);
    const document = parseOciDocument(await bytesOf(content, MAX_MANIFEST, store));
    if (document.mediaType === content.mediaType) return document;
    throw new FormatError(`it is ${document.mediaType} and was listed as ${content.mediaType}`);
  });

const bytesOf = async (content: Descriptor, limit: number, store: Store): Promise<Uint8Array> => {
  const bytes = await store.bytes(content, limit);
  if (bytes.length === content.size) return bytes;
  throw new FormatError(`it has ${bytes.length} bytes, and ${content.size} were said`);
};

const parsed = async <T>(asked: AskedImage, { digest }: Descriptor, read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FormatError) throw invalid(asked, `${digest}: ${error.message}`, error);
    if (error instanceof Failure && STORED.has(error.code)) throw invalid(asked, error.message, error);
    throw error;
  }
};

const STORED: ReadonlySet<string> = new Set(['BLOB_MISSING', 'BLOB_DAMAGED', 'BLOB_TOO_LARGE']);

const plain = ({ mediaType, digest, size }: Descriptor): Descriptor => ({ mediaType, digest, size });

const invalid = ({ id, platform }: AskedImage, why: string, cause?: unknown): Failure =>
  new Failure(
    'OUTPUT_INVALID',
    `what the builder left of the image ${id} for ${formatPlatform(platform)} is not taken: ${why}`,
    {
      remedy: 'build it again; if it comes back, try another version of the builder, or another builder',
      ...(cause === undefined ? {} : { cause }),
    },
  );

const mismatch = (
  { id, platform }: AskedImage,
  who: string,
  { os, architecture, variant }: Platform,
): Failure =>
  new Failure(
    'BUILT_PLATFORM_MISMATCH',
    `the image ${id} was built for ${formatPlatform(platform)}, and ${who} ${formatPlatform({ os, architecture, ...(variant === undefined ? {} : { variant }) })}`,
    { remedy: 'look at the bases that the Dockerfile names: each must exist for that platform' },
  );
