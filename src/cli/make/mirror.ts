// `colophon mirror`: copies what an image reaches and all that speaks about it from one layout to another, by digest.
import { createLayoutReader } from '../../adapters/layout-reader/index.ts';
import { createLayoutRegistry, type LayoutRegistries } from '../../adapters/layout-registry/index.ts';
import { createClock } from '../../adapters/system/clock.ts';
import { createDigester } from '../../adapters/system/digester.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { describeManifest, type Graph, readGraph } from '../../engine/graph.ts';
import { neutral } from '../../formats/neutral.ts';
import { copyGraph } from '../../stages/copy-graph.ts';
import type { Copied } from '../../stages/graph-place.ts';
import type { Answer, Invocation } from '../command.ts';
import { parseSide, rootOf } from './mirror-side.ts';

interface Mirrored {
  readonly from: string;
  readonly to: string;
  readonly digest: Digest;
  readonly graph: Graph;
  readonly copied: readonly Copied[];
  readonly names: Names;
}

interface Names {
  readonly given: readonly string[];
  readonly there: readonly string[];
  /** Names of the source that name something else on the other side, and go on doing so. */
  readonly kept: readonly string[];
}

/** A layout is of one repository, and does not say of which. */
const ANY = 'layout';

/**
 * The command. Fails beside what reading and writing fail with with `NOT_YET_SUPPORTED`, `USAGE`, `TARGET_MISSING`,
 * `TARGET_AMBIGUOUS`, and `TARGET_TAKEN` where a name or digest was demanded of the other side that is not this one.
 */
export const mirror = async (
  fromText: string,
  toText: string,
  { directory, jobs, signal }: Pick<Invocation, 'directory' | 'jobs' | 'signal'>,
): Promise<Answer> => {
  const from = parseSide(fromText, directory);
  const to = parseSide(toText, directory);
  const { digest, names } = rootOf(from);
  if (to.digest !== undefined && to.digest !== digest)
    throw new Failure('USAGE', `${from.text} is ${digest}, and ${to.text} demands another.`, {
      remedy: `Say oci-layout:DIR, or the digest ${digest}.`,
    });
  const source = createLayoutReader(from.dir);
  const root = await describeManifest(source, from.dir, digest);
  const graph = await readGraph(source, from.dir, [root], { referrers: true });
  signal.throwIfAborted();
  const there = createLayoutRegistry(to.dir, { digester: createDigester({ jobs }) });
  const copied = await copyGraph(
    {
      graph,
      from: { registry: source, repository: from.dir },
      to: ANY,
      copyBlobs: (blobs) => there.copyBlobs(ANY, from.dir, blobs),
    },
    { ...there, clock: createClock({ signal }) },
  );
  const named =
    to.tag === undefined
      ? await giveFree(names, root, there)
      : asked(to.tag, await there.versionNames.give(ANY, to.tag, root));
  return answer({ from: from.dir, to: to.dir, digest, graph, copied, names: named });
};

/** Names where they are free or name this already; what has one of them keeps it. */
const giveFree = async (
  names: readonly string[],
  root: Descriptor,
  { registry, versionNames }: LayoutRegistries,
): Promise<Names> => {
  const sorted = { given: [] as string[], there: [] as string[], kept: [] as string[] };
  for (const name of names) {
    const now = await registry.resolve(ANY, name);
    if (now !== undefined && now.digest !== root.digest) sorted.kept.push(name);
    else if ((await versionNames.give(ANY, name, root)) === 'given') sorted.given.push(name);
    else sorted.there.push(name);
  }
  return sorted;
};

const asked = (name: string, how: 'given' | 'accepted'): Names => ({
  given: how === 'given' ? [name] : [],
  there: how === 'given' ? [] : [name],
  kept: [],
});

const answer = ({ from, to, digest, graph, copied, names }: Mirrored): Answer => {
  const written = copied.filter((one) => one.written === 'uploaded').map(({ content }) => content);
  const there = copied.length - written.length;
  const bytes = written.reduce((sum, { size }) => sum + size, 0);
  const attached = graph.manifests.filter(({ document }) => document.subject !== undefined).length;
  return {
    exit: 0,
    document: {
      kind: 'colophon.mirror',
      from,
      to,
      digest,
      manifests: graph.manifests.map(({ content }) => content),
      blobs: graph.blobs.length,
      attached,
      copied: written.map((one) => one.digest),
      there,
      bytes,
      names,
    },
    text: [
      '',
      `  ${digest}`,
      `  from ${neutral(from)} to ${neutral(to)}`,
      `  ${written.length} copied (${bytes} bytes), ${there} there before; ${attached} attached to it; read back equal`,
      ...nameLine('named', names.given),
      ...nameLine('named before', names.there),
      ...nameLine('left to what has the name there', names.kept),
      '',
    ].join('\n'),
  };
};

const nameLine = (what: string, names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`  ${what}: ${names.map(neutral).join(', ')}`];
