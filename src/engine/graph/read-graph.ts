// Everything that manifests in a registry reach: platforms, configs, layers, and what speaks about them, each read by
// digest and held against what points at it (image-spec 1.1).
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type OciIndex, type OciManifest, parseOciDocument } from '../../formats/oci/document.ts';
import type { Registry } from '../../ports/registry.ts';
import { several } from '../several.ts';

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

/** How many are read at the same time of what one manifest reaches. */
const AT_ONCE = 6;

/**
 * Reads all manifests that these reach; a root by its digest alone is what its bytes say. Fails with what
 * `Registry.manifest` fails with, `MANIFEST_INVALID` where one is none or is not what points at it, and `GRAPH_TOO_LARGE`.
 */
export const readGraph = async (
  registry: Pick<Registry, 'manifest' | 'referrers'>,
  repository: string,
  roots: readonly (Descriptor | Digest)[],
  { referrers }: GraphOptions,
): Promise<Graph> => {
  const loading = new Map<Digest, Promise<GraphManifest>>();
  const reached = new Map<Digest, Reached>();
  const begun = new Set<Digest>();

  const load = (digest: Digest): Promise<GraphManifest> => {
    const loaded = loading.get(digest) ?? readOne(registry, repository, digest);
    loading.set(digest, loaded);
    return loaded;
  };

  const reach = async (pointer: Descriptor | Digest, depth: number): Promise<void> => {
    const digest = digestOf(pointer);
    // A digest cannot hold itself: this is two roots that reach the same. What it reaches is not waited for twice.
    const known = begun.has(digest);
    begun.add(digest);
    if (begun.size > MOST_MANIFESTS || depth > DEEPEST) throw tooLarge(repository);
    const one = await load(digest);
    if (typeof pointer !== 'string') demandSame(pointer, one.content);
    if (known) return;
    const { document } = one;
    const members = document.kind === 'index' ? document.manifests : [];
    const inside = async (): Promise<readonly Digest[]> => {
      await several(members, AT_ONCE, (member) => reach(member, depth + 1));
      return [];
    };
    const about = async (): Promise<readonly Digest[]> =>
      referrers ? reachReferrers(digest, depth + 1) : [];
    const attached = (await several([inside, about], 2, (read) => read())).flat();
    reached.set(digest, { ...one, attached });
  };

  // What a list says of a referrer is a hint: its own bytes say what it is, and about what.
  const reachReferrers = async (subject: Digest, depth: number): Promise<readonly Digest[]> => {
    const listed = await registry.referrers(repository, subject);
    const attached = await several(listed, AT_ONCE, async ({ digest }) => {
      if ((await load(digest)).document.subject?.digest !== subject) return [];
      await reach(digest, depth);
      return [digest];
    });
    return attached.flat();
  };

  for (const root of roots) await reach(root, 0);
  return inOrder(roots.map(digestOf), reached);
};

interface Reached extends GraphManifest {
  /** What speaks about it, and was read as well. */
  readonly attached: readonly Digest[];
}

const digestOf = (pointer: Descriptor | Digest): Digest =>
  typeof pointer === 'string' ? pointer : pointer.digest;

const readOne = async (
  registry: Pick<Registry, 'manifest'>,
  repository: string,
  digest: Digest,
): Promise<GraphManifest> => {
  const bytes = await registry.manifest(repository, digest);
  const document = parsed(bytes, digest);
  return { content: { mediaType: document.mediaType, digest, size: bytes.length }, bytes, document };
};

/** The same whatever came first. */
const inOrder = (roots: readonly Digest[], reached: ReadonlyMap<Digest, Reached>): Graph => {
  const manifests = new Map<Digest, GraphManifest>();
  const blobs = new Map<Digest, Descriptor>();
  const begun = new Set<Digest>();

  const place = (digest: Digest): void => {
    const found = reached.get(digest);
    if (found === undefined || begun.has(digest)) return;
    begun.add(digest);
    const { attached, ...one } = found;
    if (one.document.kind === 'index') for (const member of one.document.manifests) place(member.digest);
    else for (const blob of [one.document.config, ...one.document.layers]) keep(blob);
    manifests.set(digest, one);
    for (const referrer of attached) place(referrer);
  };

  const keep = (blob: Descriptor): void => {
    const known = blobs.get(blob.digest);
    if (known === undefined) blobs.set(blob.digest, blob);
    else if (known.size !== blob.size) throw invalid(blob.digest, 'two descriptors give it two sizes');
  };

  for (const root of roots) place(root);
  return { manifests: [...manifests.values()], blobs: [...blobs.values()] };
};

const parsed = (bytes: Uint8Array, digest: Digest): OciManifest | OciIndex => {
  try {
    // Anybody's image may be mirrored, also one of before the OCI's media types.
    return parseOciDocument(bytes, { foreign: true });
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
