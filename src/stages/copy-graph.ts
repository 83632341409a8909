// A graph from one repository into another, by digest alone: what is missing is written, what is equal accepted, and
// everything is found again from the other side.
import type { Descriptor } from '../domain/descriptor.ts';
import { Failure } from '../domain/failure.ts';
import { MAX_MANIFEST } from '../domain/oci.ts';
import { type Graph, type GraphManifest, readGraph } from '../engine/graph.ts';
import { several } from '../engine/several.ts';
import type { Doors } from '../engine/stage.ts';
import { referrerDescriptor } from '../formats/oci/referrer.ts';
import type { RegistryWriter, Written } from '../ports/registry-writer.ts';
import type { Registry } from '../ports/registry.ts';
import type { Store } from '../ports/store.ts';

/** A repository and the door through which it is read. */
export interface GraphPlace {
  readonly registry: Registry;
  readonly repository: string;
}

/** The store as a place that is copied from; these are the manifests that lie there. */
export const storePlace = (store: Store, manifests: readonly Descriptor[]): GraphPlace => {
  const known = new Map(manifests.map((one) => [one.digest, one]));
  return {
    repository: 'the store',
    registry: {
      resolve: async () => undefined,
      tags: async () => [],
      referrers: async () => [],
      manifest: async (repository, digest) => {
        const content = known.get(digest);
        if (content !== undefined) return store.bytes(content, MAX_MANIFEST);
        throw new Failure('MANIFEST_MISSING', `${repository} was not told of ${digest}`, {
          remedy: 'run the same command again: what is missing is made anew',
        });
      },
      blob: (_repository, content) => store.read(content),
    },
  };
};

/** How blobs come to the other side; through the two registries unless there is a shorter way. */
export type CopyBlobs = (blobs: readonly Descriptor[]) => Promise<readonly Written[]>;

export interface Copied {
  readonly content: Descriptor;
  readonly written: Written;
}

/** How many blobs are on their way at the same time. */
const AT_ONCE = 4;

/** Writes all of a graph, blobs first; fails with what the doors fail with. */
export const copyGraph = async (
  graph: Graph,
  copyBlobs: CopyBlobs,
  repository: string,
  { registryWriter, referrersIndex }: Doors<'registryWriter' | 'referrersIndex'>,
): Promise<readonly Copied[]> => {
  const blobs = await copyBlobs(graph.blobs);
  const copied: Copied[] = graph.blobs.map((content, at) => ({ content, written: blobs[at] ?? 'accepted' }));
  for (const { content, bytes, document } of graph.manifests) {
    copied.push({ content, written: await registryWriter.manifest(repository, content, bytes) });
    if (document.subject !== undefined)
      await referrersIndex.add(repository, document.subject.digest, referrerDescriptor(bytes));
  }
  return copied;
};

/** Blobs read from one repository and written to another, several at a time. */
export const throughRegistries =
  (from: GraphPlace, to: string, writer: RegistryWriter): CopyBlobs =>
  (blobs) =>
    several(blobs, AT_ONCE, (blob) => writer.blob(to, blob, () => from.registry.blob(from.repository, blob)));

/**
 * Reads a whole graph where it should lie: every manifest, every blob to its end, and that each referrer is found from
 * what it speaks about. Fails with what `Registry` fails with, and with `REFERRER_LOST`.
 */
export const demandGraph = async (
  { registry, repository }: GraphPlace,
  graph: Graph,
  { blobs = true }: { readonly blobs?: boolean } = {},
): Promise<void> => {
  const roots = graph.manifests.map(({ content }) => content);
  const there = await readGraph(registry, repository, roots, { referrers: false });
  if (blobs) await several(there.blobs, AT_ONCE, (blob) => readToEnd(registry.blob(repository, blob)));
  for (const one of graph.manifests) await demandFound(one, { registry, repository });
};

const readToEnd = async (bytes: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const _ of bytes);
};

const demandFound = async (
  { content, document: { subject } }: GraphManifest,
  { registry, repository }: GraphPlace,
): Promise<void> => {
  if (subject === undefined) return;
  const found = await registry.referrers(repository, subject.digest);
  if (found.some(({ digest }) => digest === content.digest)) return;
  throw new Failure(
    'REFERRER_LOST',
    `${content.digest} in ${repository} is not found from ${subject.digest}`,
    {
      remedy: 'run the same command again; if it comes back, the registry loses what it is given',
    },
  );
};
