// `colophon mirror`: copies what an image reaches and all that speaks about it from one place to another, by digest.
import { createClock } from '../../../adapters/system/clock.ts';
import type { Descriptor } from '../../../domain/descriptor.ts';
import type { Digest } from '../../../domain/digest.ts';
import { Failure } from '../../../domain/failure.ts';
import { type Graph, readGraph } from '../../../engine/graph/read-graph.ts';
import { neutral } from '../../../formats/neutral.ts';
import { copyGraph } from '../../../engine/graph/copy-graph.ts';
import type { Copied } from '../../../engine/graph/graph-place.ts';
import type { Answer, Invocation } from '../../command.ts';
import { type MirrorTarget, openSource, openTarget } from './ends.ts';
import { parseSide } from './side.ts';

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

export interface MirrorOptions {
  /** Registries that are asked without encryption, beside those on this machine. */
  readonly plainHttp?: readonly string[];
}

/**
 * The command. Fails beside what reading and writing fail with with `USAGE`, `TARGET_MISSING`, `TARGET_AMBIGUOUS`, and
 * `TARGET_TAKEN` where a name or digest was demanded of the other side that is not this one.
 */
export const mirror = async (
  fromText: string,
  toText: string,
  options: MirrorOptions,
  invocation: Pick<Invocation, 'directory' | 'env' | 'jobs' | 'signal'>,
): Promise<Answer> => {
  const { directory, signal } = invocation;
  const [fromSide, toSide] = [parseSide(fromText, directory), parseSide(toText, directory)];
  const from = await openSource(fromSide, options, invocation);
  const { digest, names, place } = from;
  if (toSide.digest !== undefined && toSide.digest !== digest)
    throw new Failure('USAGE', `${fromSide.text} is ${digest}, and ${toSide.text} demands another.`, {
      remedy: `Leave the digest out, or say ${digest}.`,
    });
  const graph = await readGraph(place.registry, place.repository, [digest], { referrers: true });
  signal.throwIfAborted();
  const root = rootOf(graph, digest);
  const to = await openTarget(toSide, from, options, invocation);
  const { repository, doors, ways } = to;
  const copied = await copyGraph(
    { graph, from: place, to: repository, ...ways },
    { ...doors, clock: createClock({ signal }) },
  );
  const named =
    toSide.tag === undefined
      ? await giveFree(names, root, to)
      : asked(toSide.tag, await doors.versionNames.give(repository, toSide.tag, root));
  return answer({ from: from.shown, to: to.shown, digest, graph, copied, names: named });
};

const rootOf = ({ manifests }: Graph, digest: Digest): Descriptor => {
  const found = manifests.find(({ content }) => content.digest === digest);
  if (found === undefined) throw new TypeError('a graph holds its root');
  return found.content;
};

/** Names where they are free or name this already; what has one of them keeps it. */
const giveFree = async (
  names: readonly string[],
  root: Descriptor,
  { repository, doors: { registry, versionNames } }: MirrorTarget,
): Promise<Names> => {
  const sorted = { given: [] as string[], there: [] as string[], kept: [] as string[] };
  for (const name of names) {
    const now = await registry.resolve(repository, name);
    if (now !== undefined && now.digest !== root.digest) sorted.kept.push(name);
    else if ((await versionNames.give(repository, name, root)) === 'given') sorted.given.push(name);
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
