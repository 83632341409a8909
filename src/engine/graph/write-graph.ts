// Writes what a repository does not claim to hold of a graph: blobs, several at a time, each read back while others are on
// their way, then manifests behind all that they point at.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { Graph, GraphManifest } from './read-graph.ts';
import { several } from '../several.ts';
import type { Written } from '../../ports/registry-writer.ts';
import type { Copied, CopyBlobs, CopyDoors, GraphCopy } from './graph-place.ts';
import { createPace, createPassing } from './passing.ts';
import { type Lacking, lookFor } from './read-back.ts';

/** How many blobs are on their way at the same time. */
const AT_ONCE = 4;

/**
 * Answers what became of everything, blobs first. Fails with what `RegistryWriter` fails with, and with what reading
 * the source does.
 */
export const writeGraph = async (
  copy: GraphCopy,
  { clock, registry, registryWriter, referrersIndex }: CopyDoors,
): Promise<readonly Copied[]> => {
  const { graph, from, to, mount, copyBlobs, keep = false, doing = () => {} } = copy;
  const all = graph.manifests.map(({ content }) => content);
  // Where blobs have a way of their own nothing is saved by believing a claim.
  const claimed = copyBlobs === undefined ? await registryWriter.claims(to, all) : [];
  const missing = graph.manifests.filter((_, at) => claimed[at] !== true);
  const wanted = copyBlobs === undefined ? blobsOf(missing, graph) : graph.blobs;
  const pace = createPace(clock, doing);
  const passing = createPassing(wanted, `into ${to}`, pace);
  const back = createPassing(wanted, `read back from ${to}`, pace);
  const found = new Map<Digest, readonly Lacking[]>();
  const through: CopyBlobs = (blobs) =>
    several(blobs, AT_ONCE, async (blob) => {
      const source = mount?.(blob);
      const bytes = () => passing.through(blob, from.registry.blob(from.repository, blob, { lent: true }));
      const options = { checked: true, ...(source === undefined ? {} : { from: source }) };
      const written = await registryWriter.blob(to, blob, bytes, options);
      passing.done(blob);
      // What is there on its own word alone is read when everything is.
      if (written === 'uploaded')
        found.set(
          blob.digest,
          await lookFor([{ kind: 'blob', content: blob }], { registry, repository: to }, back),
        );
      return written;
    });
  const done = new Map<Digest, Written>();
  const blobs = await (copyBlobs ?? through)(wanted);
  for (const [at, { digest }] of wanted.entries()) done.set(digest, blobs[at] ?? 'accepted');
  for (const wave of wavesOf(missing))
    await several(wave, keep ? 1 : AT_ONCE, async (one) => {
      done.set(one.content.digest, await writeManifest(one, copy, registryWriter));
      // It may be deleted before the next is written; where it does not show yet it is kept once it does.
      if (keep) await referrersIndex.keep(to, one.content).catch(unlessMissing);
    });
  return [...graph.blobs, ...all].map((content) => {
    const lacking = found.get(content.digest);
    const written = done.get(content.digest) ?? 'accepted';
    return { content, written, ...(lacking === undefined ? {} : { lacking }) };
  });
};

/** Manifests in the order of their graph, parted where one points at, or speaks about, another of the same part. */
const wavesOf = (manifests: readonly GraphManifest[]): readonly (readonly GraphManifest[])[] => {
  const waves: GraphManifest[][] = [];
  const at = new Map<Digest, number>();
  for (const one of manifests) {
    const { document } = one;
    const before = [
      ...(document.kind === 'index' ? document.manifests : []),
      ...(document.subject === undefined ? [] : [document.subject]),
    ];
    const wave = Math.max(0, ...before.map(({ digest }) => (at.get(digest) ?? -1) + 1));
    at.set(one.content.digest, wave);
    (waves[wave] ??= []).push(one);
  }
  return waves;
};

const unlessMissing = (error: unknown): void => {
  if (!(error instanceof Failure) || error.code !== 'MANIFEST_MISSING') throw error;
};

/** A registry that said to hold what a manifest points at, and now says that it does not, is given all of that. */
const writeManifest = async (
  one: GraphManifest,
  { graph, from, to, copyBlobs }: GraphCopy,
  writer: CopyDoors['registryWriter'],
): Promise<Written> => {
  const { content, bytes } = one;
  try {
    return await writer.manifest(to, content, bytes);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'CONTENT_MISSING' || copyBlobs !== undefined)
      throw error;
  }
  for (const blob of blobsOf([one], graph))
    await writer.blob(to, blob, () => from.registry.blob(from.repository, blob), { unasked: true });
  for (const member of membersOf(one, graph))
    await writer.manifest(to, member.content, member.bytes, { unasked: true });
  return writer.manifest(to, content, bytes, { unasked: true });
};

/** Configs and layers of these manifests, each once, in the order of the graph. */
const blobsOf = (manifests: readonly GraphManifest[], { blobs }: Graph): readonly Descriptor[] => {
  const wanted = new Set(
    manifests.flatMap(({ document }) =>
      document.kind === 'index' ? [] : [document.config, ...document.layers].map(({ digest }) => digest),
    ),
  );
  return blobs.filter(({ digest }) => wanted.has(digest));
};

const membersOf = ({ document }: GraphManifest, { manifests }: Graph): readonly GraphManifest[] => {
  if (document.kind !== 'index') return [];
  const held = new Set(document.manifests.map(({ digest }) => digest));
  return manifests.filter(({ content }) => held.has(content.digest));
};
