// Every repository as a layout below one directory, or one layout as the repository that is meant.
import { join, resolve } from 'node:path';

import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { keptTag } from '../../formats/oci/place.ts';
import type { Digester } from '../../ports/digester.ts';
import type { ReferrersIndex } from '../../ports/referrers-index.ts';
import type { RegistryWriter, Written } from '../../ports/registry-writer.ts';
import type { Registry } from '../../ports/registry.ts';
import type { VersionNames } from '../../ports/version-names.ts';
import { createLayoutReader, createLayoutRegistryReader, directoryOf } from '../layout-reader/index.ts';
import type { LayoutStore } from '../oci-layout/index.ts';
import { createDigester } from '../system/digester.ts';
import { withBases } from './bases.ts';
import { type Content, createContent } from './content.ts';
import { createWrittenLayout, type WrittenLayout } from './layout.ts';

export interface LayoutRegistries {
  readonly registry: Registry;
  readonly registryWriter: RegistryWriter;
  readonly referrersIndex: ReferrersIndex;
  readonly versionNames: VersionNames;
  /** Absolute: where the layout of this repository lies, or would lie. */
  readonly locate: (repository: string) => string;
  /** Takes blobs from the layout in the directory `from`, several at once; each is hashed where it came to lie. */
  readonly copyBlobs: (
    repository: string,
    from: string,
    blobs: readonly Descriptor[],
  ) => Promise<readonly Written[]>;
  /** What a server in front of these layouts needs beside the ports: it is sent bytes, and not asked for them. */
  readonly served: ServedLayouts;
}

export interface ServedLayouts {
  /** How many bytes lie under this digest and hash to it; `undefined` where none do. */
  readonly sizeOf: (repository: string, digest: Digest) => Promise<number | undefined>;
  /** Takes a file of the same disk that was hashed while it was written. */
  readonly receive: (
    repository: string,
    content: Pick<Descriptor, 'digest' | 'size'>,
    file: string,
  ) => Promise<void>;
  /** Takes a blob over from another repository by giving its file a second name; whether it is there now. */
  readonly adopt: (repository: string, from: string, content: Descriptor) => Promise<boolean>;
  /** Keeps a list of referrers under the tag `sha256-…` (distribution-spec, "Referrers tag schema"). */
  readonly list: (repository: string, tag: string, content: Descriptor, bytes: Uint8Array) => Promise<void>;
}

export interface LayoutRegistriesOptions {
  /** What lies in this store is linked instead of copied, where the file system allows it. */
  readonly store?: Pick<LayoutStore, 'locate'>;
  readonly digester?: Digester;
  /** Layouts that hold what images are made upon, by repository: read by digest where the repository lacks it. */
  readonly bases?: Readonly<Record<string, string>>;
}

/** Every repository as a layout below `dir`. Writing fails with `TARGET_NOT_SUPPORTED` for what is no repository. */
export const createLayoutRegistries = (
  dir: string,
  { bases = {}, ...options }: LayoutRegistriesOptions = {},
): LayoutRegistries => {
  const root = resolve(dir);
  const locate = (repository: string): string => {
    const name = directoryOf(repository);
    if (name !== undefined) return join(root, name);
    throw new Failure('TARGET_NOT_SUPPORTED', `${JSON.stringify(repository)} is no repository`, {
      remedy: 'name it by host and path in lower case, such as ghcr.io/acme/widget',
    });
  };
  return create(locate, withBases(createLayoutRegistryReader(root), bases), options);
};

/** The one layout in `dir`, whatever the repository is called that is asked for. */
export const createLayoutRegistry = (
  dir: string,
  options: Omit<LayoutRegistriesOptions, 'bases'> = {},
): LayoutRegistries => create(() => resolve(dir), createLayoutReader(resolve(dir)), options);

const create = (
  locate: LayoutRegistries['locate'],
  registry: Registry,
  { store, digester = createDigester() }: Omit<LayoutRegistriesOptions, 'bases'>,
): LayoutRegistries => {
  const opened = new Map<string, WrittenLayout & Content>();
  const open = (repository: string): WrittenLayout & Content => {
    const found = opened.get(repository);
    if (found !== undefined) return found;
    const dir = locate(repository);
    const content = createContent(dir, {
      place: repository,
      digester,
      ...(store === undefined ? {} : { store }),
    });
    const layout = { ...content, ...createWrittenLayout(dir, repository, content, registry) };
    opened.set(repository, layout);
    return layout;
  };
  return {
    registry,
    registryWriter: {
      // A layout need not be believed: what is claimed was hashed.
      claims: async (repository, manifests) => {
        const { has } = open(repository);
        return Promise.all(manifests.map((content) => has(content)));
      },
      blob: async (repository, content, bytes) => open(repository).put(content, bytes),
      manifest: async (repository, content, bytes) => open(repository).manifest(content, bytes),
    },
    referrersIndex: {
      add: async (repository, subject, referrer) => open(repository).refer(subject, referrer),
      keep: async (repository, content) =>
        void (await open(repository).give(keptTag(content.digest), content)),
    },
    versionNames: {
      give: async (repository, tag, content) => open(repository).give(tag, content),
      move: async (repository, tag, content) => open(repository).move(tag, content),
    },
    locate,
    copyBlobs: async (repository, from, blobs) => open(repository).copy(from, blobs),
    served: {
      // Asking makes no directory.
      sizeOf: async (repository, digest) => open(repository).sizeOf(digest),
      receive: async (repository, content, file) => open(repository).receive(content, file),
      adopt: async (repository, from, content) => open(repository).adopt(locate(from), content),
      list: async (repository, tag, content, bytes) => open(repository).list(tag, content, bytes),
    },
  };
};
