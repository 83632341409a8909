// Where a base lies: a layout in the repository, a layout that a builder left, or a registry; each read by digest.
import type { Descriptor } from '../../domain/descriptor.ts';
import { type Digest, hexOf } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { MAX_MANIFEST } from '../../domain/oci.ts';
import type { BuildOutcome } from '../../domain/outcome/build.ts';
import type { ImageBase } from '../../domain/image-rule.ts';
import type { BuildSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import { type ImagePiece, partsForImage } from './image-givers.ts';

export type BaseDoors = Doors<'registry' | 'source' | 'store'>;

export interface BasePlace {
  /** As the configuration names it. */
  readonly name: string;
  /** The index or manifest that the configuration asks for; absent: what the layout's `index.json` lists. */
  readonly digest?: Digest;
  /** A layout's `index.json`. */
  readonly listing: () => Promise<Uint8Array | undefined>;
  /** At most 4 MiB; `undefined` when it is not there. */
  readonly document: (digest: Digest) => Promise<Uint8Array | undefined>;
  /** `undefined` when it is not there. Bytes are not checked here. */
  readonly blob: (content: Descriptor) => Promise<AsyncIterable<Uint8Array> | undefined>;
}

/** The place of a base that is not `scratch`. */
export const basePlace = (
  base: Exclude<ImageBase, { readonly kind: 'scratch' }>,
  piece: ImagePiece,
  commit: string,
  earlier: ReadonlyMap<string, BuildOutcome>,
  settings: BuildSettings,
  doors: BaseDoors,
): BasePlace => {
  if (base.kind === 'reference') return inRegistry(base, doors);
  const { path, from, digest } = base;
  const known = digest === undefined ? {} : { digest };
  const root = path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  if (from === undefined) return { ...known, ...inRepository(root, commit, doors), name: path };
  const files = partsForImage({ from }, piece, settings).flatMap((part) => earlier.get(part)?.files ?? []);
  return { ...known, ...builtLayout(root, files, doors), name: `${from}: ${path}` };
};

const inRegistry = (
  { repository, digest }: { readonly repository: string; readonly digest: Digest },
  { registry }: BaseDoors,
): BasePlace => ({
  name: `${repository}@${digest}`,
  digest,
  listing: async () => undefined,
  document: (asked) => unlessMissing(() => registry.manifest(repository, asked)),
  blob: async (content) => registry.blob(repository, content),
});

const unlessMissing = async (read: () => Promise<Uint8Array>): Promise<Uint8Array | undefined> => {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Failure && error.code === 'MANIFEST_MISSING') return undefined;
    throw error;
  }
};

/** Where a blob lies in a layout (image-spec, image-layout.md). */
const blobPath = (root: string, digest: Digest): string => below(root, `blobs/sha256/${hexOf(digest)}`);

const below = (root: string, path: string): string => (root === '' ? path : `${root}/${path}`);

const inRepository = (
  root: string,
  commit: string,
  { source }: BaseDoors,
): Pick<BasePlace, 'listing' | 'document' | 'blob'> => ({
  listing: () => source.text(commit, below(root, 'index.json'), MAX_MANIFEST),
  document: (digest) => source.text(commit, blobPath(root, digest), MAX_MANIFEST),
  blob: async ({ digest }) => {
    const path = blobPath(root, digest);
    const there = (await source.files(commit)).some((file) => file.path === path && !file.link);
    return there ? source.read(commit, path) : undefined;
  },
});

const builtLayout = (
  root: string,
  files: BuildOutcome['files'],
  { store }: BaseDoors,
): Pick<BasePlace, 'listing' | 'document' | 'blob'> => {
  const at = (path: string): Descriptor | undefined => files.find((file) => file.path === path)?.content;
  const text = async (path: string): Promise<Uint8Array | undefined> => {
    const content = at(path);
    return content === undefined ? undefined : store.bytes(content, MAX_MANIFEST);
  };
  return {
    listing: () => text(below(root, 'index.json')),
    document: (digest) => text(blobPath(root, digest)),
    blob: async ({ digest }) => {
      const content = at(blobPath(root, digest));
      return content === undefined ? undefined : store.read(content);
    },
  };
};
