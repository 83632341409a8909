// Where a graph lies (a repository and the door through which it is read, or the store), and where it is to go.
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import { MAX_MANIFEST } from '../../domain/oci.ts';
import type { Lacking } from './read-back.ts';
import type { Graph } from './read-graph.ts';
import type { Doors } from '../stage.ts';
import type { Written } from '../../ports/registry-writer.ts';
import type { Registry } from '../../ports/registry.ts';
import type { Store } from '../../ports/store.ts';

export interface GraphPlace {
  readonly registry: Registry;
  readonly repository: string;
}

/** How blobs come to the other side; through the two registries unless there is a shorter way. */
export type CopyBlobs = (blobs: readonly Descriptor[]) => Promise<readonly Written[]>;

export interface GraphCopy {
  readonly graph: Graph;
  readonly from: GraphPlace;
  /** The repository that receives it. */
  readonly to: string;
  /** A repository of the same registry that holds a blob already, if there is one. */
  readonly mount?: (blob: Descriptor) => string | undefined;
  /** A shorter way: it is given every blob and hashes each where it came to lie, so that none is read back. */
  readonly copyBlobs?: CopyBlobs;
  /** Whether the registry deletes what has no tag, so that every manifest needs one of its own. */
  readonly keep?: boolean;
  /** Says in a few words what passes. */
  readonly doing?: (text: string) => void;
}

/** What became of one content: written now, or there before as far as the registry said. */
export interface Copied {
  readonly content: Descriptor;
  readonly written: Written;
  /** What reading it back at once showed, nothing where all of it is there; absent where it is still to be read. */
  readonly lacking?: readonly Lacking[];
}

export type CopyDoors = Doors<'clock' | 'referrersIndex' | 'registry' | 'registryWriter'>;

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

/** Whether two repositories lie in one registry, as far as their names tell. */
export const inOneRegistry = (one: string, other: string): boolean => hostOf(one) === hostOf(other);

/** `ghcr.io`, `127.0.0.1:5000` */
export const hostOf = (repository: string): string => repository.slice(0, repository.indexOf('/'));
