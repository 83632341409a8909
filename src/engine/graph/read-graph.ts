// Everything that manifests in a registry reach: platforms, configs, layers, and what speaks about them, each read by
// digest and held against what points at it (image-spec 1.1).
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type OciIndex, type OciManifest, parseOciDocument } from '../../formats/oci/document.ts';
import type { Registry } from '../../ports/registry.ts';

export interface GraphManifest {
  /** As the manifest's own bytes have it. */
  readonly content: Descriptor;
  readonly bytes: Uint8Array;
  readonly document: OciManifest | OciIndex;
}

export interface Graph {
  /** Each once; behind all that it points at, and behind what it speaks about where that is in the graph. */
  readonly manifests: readonly GraphManifest[];
  /** Configs and layers, each once, in the order in which they are met. */
  readonly blobs: readonly Descriptor[];
}

export interface GraphOptions {
  /** Whether what speaks about each manifest is part of it, as the registry lists it; otherwise only what is named. */
  readonly referrers: boolean;
}

/** Far more than a release has; a graph that is larger was made to be. */
const MOST_MANIFESTS = 10_000;
const DEEPEST = 8;

/**
 * Reads all manifests that these reach. Fails with what `Registry.manifest` fails with, `MANIFEST_INVALID` where one is
 * none or is not what points at it, and `GRAPH_TOO_LARGE`.
 */
export const readGraph = async (
  registry: Pick<Registry, 'manifest' | 'referrers'>,
  repository: string,
  roots: readonly Descriptor[],
  { referrers }: GraphOptions,
): Promise<Graph> => {
  const manifests = new Map<Digest, GraphManifest>();
  const blobs = new Map<Digest, Descriptor>();
  const begun = new Set<Digest>();

  const read = async (pointer: Descriptor, depth: number, there?: Uint8Array): Promise<void> => {
    const { digest } = pointer;
    const known = manifests.get(digest);
    if (known !== undefined) return demandSame(pointer, known.content);
    // A digest cannot hold itself: this is two roots that reach the same.
    if (begun.has(digest)) return;
    begun.add(digest);
    if (begun.size > MOST_MANIFESTS || depth > DEEPEST) throw tooLarge(repository);
    const bytes = there ?? (await registry.manifest(repository, digest));
    const document = parsed(bytes, digest);
    const content = { mediaType: document.mediaType, digest, size: bytes.length };
    demandSame(pointer, content);
    if (document.kind === 'index') for (const one of document.manifests) await read(one, depth + 1);
    else for (const blob of [document.config, ...document.layers]) keep(blob);
    manifests.set(digest, { content, bytes, document });
    if (!referrers) return;
    for (const one of await registry.referrers(repository, digest))
      await readReferrer(one, digest, depth + 1);
  };

  // What a list says of a referrer is a hint: its own bytes say what it is, and about what.
  const readReferrer = async ({ digest }: Descriptor, subject: Digest, depth: number): Promise<void> => {
    const bytes = await registry.manifest(repository, digest);
    const document = parsed(bytes, digest);
    if (document.subject?.digest !== subject) return;
    await read({ mediaType: document.mediaType, digest, size: bytes.length }, depth, bytes);
  };

  const keep = (blob: Descriptor): void => {
    const known = blobs.get(blob.digest);
    if (known === undefined) blobs.set(blob.digest, blob);
    else if (known.size !== blob.size) throw invalid(blob.digest, 'two descriptors give it two sizes');
  };

  for (const root of roots) await read(root, 0);
  return { manifests: [...manifests.values()], blobs: [...blobs.values()] };
};

/** What lies under a digest, as its own bytes have it; fails with `MANIFEST_INVALID` and as `Registry.manifest` does. */
export const describeManifest = async (
  registry: Pick<Registry, 'manifest'>,
  repository: string,
  digest: Digest,
): Promise<Descriptor> => {
  const bytes = await registry.manifest(repository, digest);
  return { mediaType: parsed(bytes, digest).mediaType, digest, size: bytes.length };
};

const parsed = (bytes: Uint8Array, digest: Digest): OciManifest | OciIndex => {
  try {
    return parseOciDocument(bytes, { docker: true });
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw invalid(digest, cause.message);
  }
};

const demandSame = (pointer: Descriptor, { mediaType, size }: Descriptor): void => {
  const { digest } = pointer;
  if (pointer.size !== size)
    throw invalid(digest, `it has ${size} bytes, and ${pointer.size} were announced`);
  if (pointer.mediaType !== mediaType)
    throw invalid(digest, `it is ${mediaType}, and ${pointer.mediaType} was announced`);
};

const invalid = (digest: Digest, why: string): Failure =>
  new Failure('MANIFEST_INVALID', `the manifest ${digest} cannot be taken: ${why}`, {
    remedy:
      'make the image anew; a manifest that is not what points at it is read differently by different tools',
  });

const tooLarge = (repository: string): Failure =>
  new Failure('GRAPH_TOO_LARGE', `${repository} reaches more manifests than a release has`, {
    remedy: 'look at what was attached there; name a digest whose graph is smaller',
  });
