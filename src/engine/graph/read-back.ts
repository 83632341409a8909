// A graph looked for where it should lie: every manifest and every blob to its end, hashed as it passes, and each
// referrer from what it speaks about. What a registry says about itself proves nothing; this does.
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import type { FailureCode } from '../../domain/failure-codes.ts';
import { formatPlatform } from '../../domain/platform.ts';
import type { Graph, GraphManifest } from './read-graph.ts';
import { several } from '../several.ts';
import type { GraphPlace } from './graph-place.ts';
import type { Passing } from './passing.ts';

/** One thing that is to be found; a referrer is found when its subject leads to it. */
export type Sought =
  | { readonly kind: 'manifest' | 'referrer'; readonly one: GraphManifest }
  | { readonly kind: 'blob'; readonly content: Descriptor };

/** What was not found as it should be, and how that showed. */
export interface Lacking {
  readonly sought: Sought;
  readonly failure: Failure;
}

/** Codes that say that a registry does not hold what it should; all others say that it could not be asked. */
export const LACKING: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'CONTENT_DAMAGED',
  'CONTENT_MISSING',
  'MANIFEST_INVALID',
  'MANIFEST_MISSING',
  'MANIFEST_TOO_LARGE',
  'REFERRER_LOST',
]);

/** How many are read at the same time. */
const AT_ONCE = 4;

/** All of a graph: manifests, blobs, then referrers. */
export const soughtOf = (
  { manifests, blobs }: Graph,
  { blobs: withBlobs = true }: { readonly blobs?: boolean } = {},
): readonly Sought[] => [
  ...manifests.map((one): Sought => ({ kind: 'manifest', one })),
  ...(withBlobs ? blobs.map((content): Sought => ({ kind: 'blob', content })) : []),
  ...referrersOf(manifests),
];

/** What of all this is not there, or is something else. Fails with what else `Registry` fails with. */
export const lookFor = async (
  all: readonly Sought[],
  { registry, repository }: GraphPlace,
  passing?: Passing,
): Promise<readonly Lacking[]> => {
  const listed = new Map<Digest, Promise<readonly Descriptor[]>>();
  const find = async (sought: Sought): Promise<void> => {
    if (sought.kind === 'manifest') {
      await registry.manifest(repository, sought.one.content.digest);
      return;
    }
    if (sought.kind === 'blob') {
      const { content } = sought;
      const bytes = registry.blob(repository, content, { lent: true });
      for await (const _ of passing?.through(content, bytes) ?? bytes);
      return;
    }
    const { content, document } = sought.one;
    const subject = document.subject?.digest;
    if (subject === undefined) return;
    const asked = listed.get(subject) ?? registry.referrers(repository, subject);
    listed.set(subject, asked);
    if (!(await asked).some(({ digest }) => digest === content.digest))
      throw lost(content.digest, subject, repository);
  };
  const found = await several(all, AT_ONCE, async (sought): Promise<readonly Lacking[]> => {
    try {
      await find(sought);
      return [];
    } catch (error) {
      if (error instanceof Failure && LACKING.has(error.code)) return [{ sought, failure: error }];
      throw error;
    }
  });
  return found.flat();
};

/**
 * Fails with the first thing that a repository lacks of a graph, named by platform where it is one: `MANIFEST_MISSING`,
 * `CONTENT_MISSING`, `CONTENT_DAMAGED`, `REFERRER_LOST` and whatever else `Registry` fails with. `known` are manifests
 * that were read there a moment ago.
 */
export const demandGraph = async (
  place: GraphPlace,
  graph: Graph,
  { blobs = true, known = [] }: { readonly blobs?: boolean; readonly known?: readonly GraphManifest[] } = {},
): Promise<void> => {
  const sought = soughtOf(graph, { blobs }).filter(
    (one) => one.kind !== 'manifest' || !known.includes(one.one),
  );
  const [first] = await lookFor(sought, place);
  if (first !== undefined) throw lackOf(first, graph, place.repository);
};

/** The failure with what it is about called by its name. */
export const lackOf = ({ sought, failure }: Lacking, graph: Graph, repository: string): Failure => {
  const name = sought.kind === 'blob' ? blobName(sought.content, graph) : manifestName(sought.one, graph);
  return new Failure(failure.code, `${name} in ${repository}: ${failure.message}`, {
    remedy: 'run the same command again; if it comes back, the registry loses what it is given',
    cause: failure,
  });
};

const referrersOf = (manifests: readonly GraphManifest[]): readonly Sought[] =>
  manifests
    .filter(({ document }) => document.subject !== undefined)
    .map((one) => ({ kind: 'referrer', one }));

const blobName = ({ digest }: Descriptor, { manifests }: Graph): string => {
  const holder = manifests.find(
    ({ document }) =>
      document.kind === 'manifest' &&
      [document.config, ...document.layers].some((one) => one.digest === digest),
  );
  return holder === undefined ? `the blob ${digest}` : `the blob ${digest} of ${holder.content.digest}`;
};

const manifestName = ({ content: { digest }, document }: GraphManifest, { manifests }: Graph): string => {
  if (document.subject !== undefined) return `what speaks about ${document.subject.digest}, ${digest},`;
  for (const { content, document: index } of manifests) {
    if (index.kind !== 'index') continue;
    const member = index.manifests.find((one) => one.digest === digest);
    if (member === undefined) continue;
    const name = member.platform === undefined ? 'a member' : formatPlatform(member.platform);
    return `${name} of the index ${content.digest}, ${digest},`;
  }
  return `the ${document.kind} ${digest}`;
};

const lost = (referrer: Digest, subject: Digest, repository: string): Failure =>
  new Failure('REFERRER_LOST', `${referrer} in ${repository} is not found from ${subject}`, {
    remedy: 'run the same command again; if it comes back, the registry loses what it is given',
  });
