// Finds all of a graph again where it was written, and mends what is lacking: referrers that the registry does not list
// by itself are added, what was written a moment ago is given time to show, and what is damaged, was only claimed, or
// does not come to show is written once more without asking.
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { FailureCode } from '../../domain/failure-codes.ts';
import type { Graph } from './read-graph.ts';
import { referrerDescriptor } from '../../formats/oci/referrer.ts';
import type { Copied, CopyDoors, GraphCopy } from './graph-place.ts';
import { several } from '../several.ts';
import { createPace, createPassing } from './passing.ts';
import { type Lacking, lackOf, lookFor, type Sought, soughtOf } from './read-back.ts';

/** How long a registry is given to show what it took, in milliseconds; the same again after it was written once more. */
const PATIENCE = [0, 250, 500, 1000, 2000, 4000] as const;
const LONGEST = 15_000;

/**
 * `copied` says what was written just now, and what of that was read back. Everything is read once, what is lacking
 * again until it shows. Fails with the first thing that is lacking after that: `MANIFEST_MISSING`, `MANIFEST_INVALID`,
 * `CONTENT_MISSING`, `CONTENT_DAMAGED`, `REFERRER_LOST`.
 */
export const settleGraph = async (
  copy: GraphCopy,
  copied: readonly Copied[],
  doors: CopyDoors,
): Promise<void> => {
  const { graph, to, copyBlobs, keep = false, doing = () => {} } = copy;
  const { clock, registry, referrersIndex } = doors;
  const place = { registry, repository: to };
  const fresh = new Set(
    copied.filter(({ written }) => written === 'uploaded').map(({ content }) => content.digest),
  );
  const rewritten = new Set<Sought>();
  /** Waiting is no use: other bytes stay other bytes, and what was only claimed does not begin to show. */
  const isDue = ({ sought, failure }: Lacking): boolean =>
    !SLOW.has(failure.code) || !fresh.has(digestOf(sought));

  const passing = createPassing(graph.blobs, `read back from ${to}`, createPace(clock, doing));
  const found = copied.filter((one) => one.lacking !== undefined);
  for (const { content } of found) passing.done(content);
  const read = new Set(found.map(({ content }) => content.digest));
  const sought = soughtOf(graph, { blobs: copyBlobs === undefined }).filter(
    (one) => one.kind !== 'blob' || !read.has(one.content.digest),
  );
  let lacking: readonly Lacking[] = [
    ...found.flatMap((one) => one.lacking ?? []),
    ...(await lookFor(sought, place, passing)),
  ];
  for (const again of [false, true]) {
    // Who is caught at one claim is given no time for the rest.
    const caught = again || lacking.some((one) => one.sought.kind !== 'referrer' && isDue(one));
    for (const one of inOrder(lacking, graph)) {
      if (one.sought.kind === 'referrer' || rewritten.has(one.sought) || !caught) continue;
      rewritten.add(one.sought);
      await rewrite(one.sought, copy, doors);
    }
    const until = clock.now() + LONGEST;
    for (const pause of PATIENCE) {
      // Adding to a list may have taken its own time.
      if (lacking.length === 0 || clock.now() > until) break;
      if (pause > 0) {
        doing(`waiting for ${to} to show what it took`);
        await clock.pause(pause);
      }
      const left = inOrder(lacking, graph).map((one) => one.sought);
      // All at once: what is added to one list is added in one go.
      await several(left.filter(isReferrer), left.length, (one) => list(one, to, doors));
      lacking = await lookFor(left, place);
      const lie = lacking.find((one) => rewritten.has(one.sought) && !SLOW.has(one.failure.code));
      if (lie !== undefined) throw lackOf(lie, graph, to);
    }
  }
  const [first] = lacking;
  if (first !== undefined) throw lackOf(first, graph, to);
  if (keep) for (const { content } of graph.manifests) await referrersIndex.keep(to, content);
};

/** What a registry may come to show when it is given time; other bytes never become the right ones. */
const SLOW: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'CONTENT_MISSING',
  'MANIFEST_MISSING',
  'REFERRER_LOST',
]);

/** A list that does not show yet what was added to it, or has lost it to another writer, is added to again. */
const list = async (
  { one: { bytes, document } }: Exclude<Sought, { kind: 'blob' }>,
  to: string,
  { referrersIndex }: CopyDoors,
): Promise<void> => {
  if (document.subject === undefined) return;
  try {
    await referrersIndex.add(to, document.subject.digest, referrerDescriptor(bytes));
  } catch (error) {
    if (!(error instanceof Failure) || !SLOW.has(error.code)) throw error;
  }
};

const rewrite = async (
  sought: Sought,
  { from, to }: GraphCopy,
  { registryWriter }: CopyDoors,
): Promise<void> => {
  if (sought.kind === 'blob') {
    const { content } = sought;
    const bytes = () => from.registry.blob(from.repository, content);
    await registryWriter.blob(to, content, bytes, { unasked: true });
  } else {
    const { content, bytes } = sought.one;
    await registryWriter.manifest(to, content, bytes, { unasked: true });
  }
};

const isReferrer = (sought: Sought): sought is Exclude<Sought, { kind: 'blob' }> =>
  sought.kind === 'referrer';

const digestOf = (sought: Sought): Digest =>
  sought.kind === 'blob' ? sought.content.digest : sought.one.content.digest;

/** Blobs, manifests behind what they point at, then referrers: some registries look. */
const inOrder = (lacking: readonly Lacking[], { manifests }: Graph): readonly Lacking[] => {
  const rank = ({ sought }: Lacking): number => {
    if (sought.kind === 'blob') return -1;
    return sought.kind === 'manifest' ? manifests.indexOf(sought.one) : manifests.length;
  };
  return lacking.toSorted((a, b) => rank(a) - rank(b));
};
