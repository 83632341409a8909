// OCI image layouts on disk as registries that are only read (image-spec 1.1, image-layout.md).
import { join } from 'node:path';

import { byBytes } from '../../domain/byte-order.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import type { Registry } from '../../ports/registry.ts';
import { missing, readBlob, readManifest } from './blobs.ts';
import { nameOf, readIndex } from './layout.ts';
import { directoryOf } from './place.ts';
import { createSpeakers, type Speaker } from './subjects.ts';

/**
 * One layout, whatever the repository is called that is asked for. Names come from `index.json`, which is a hint;
 * everything else is read by digest and hashed. Fails beside what the port says with `MANIFEST_INVALID` and
 * `MANIFEST_TOO_LARGE` for an index that cannot be believed, `LAYOUT_TOO_LARGE` and `FILE_UNREADABLE`.
 */
export const createLayoutReader = (dir: string): Registry => createReader(() => dir);

/** The layout of each repository below `dir`. */
export const createLayoutRegistryReader = (dir: string): Registry =>
  createReader((repository) => {
    const name = directoryOf(repository);
    return name === undefined ? undefined : join(dir, name);
  });

const createReader = (locate: (repository: string) => string | undefined): Registry => {
  const layouts = new Map<string, () => readonly Speaker[]>();
  const speakersOf = (dir: string): readonly Speaker[] => {
    const speakers = layouts.get(dir) ?? createSpeakers(dir);
    layouts.set(dir, speakers);
    return speakers();
  };
  const entriesOf = (repository: string): readonly Descriptor[] => {
    const dir = locate(repository);
    return (dir === undefined ? undefined : readIndex(dir)) ?? [];
  };
  return {
    resolve: async (repository, tag) => {
      const found = entriesOf(repository).find((entry) => nameOf(entry) === tag);
      return found === undefined ? undefined : plain(found);
    },
    tags: async (repository) =>
      [...new Set(entriesOf(repository).flatMap((entry) => nameOf(entry) ?? []))].toSorted(byBytes),
    manifest: async (repository, digest) => {
      const dir = locate(repository);
      const bytes = dir === undefined ? undefined : readManifest(dir, digest, repository);
      if (bytes !== undefined) return bytes;
      throw new Failure('MANIFEST_MISSING', `${repository} holds no manifest ${digest}`, {
        remedy: 'Check the digest, and that the layout was copied whole.',
      });
    },
    blob: async function* (repository, content) {
      const dir = locate(repository);
      if (dir === undefined) throw missing(content.digest, repository);
      yield* readBlob(dir, content, repository);
    },
    referrers: async (repository, digest) => {
      const dir = locate(repository);
      if (dir === undefined) return [];
      return speakersOf(dir)
        .flatMap(({ subject, manifest }) => (subject === digest ? [manifest] : []))
        .toSorted((a, b) => byBytes(a.digest, b.digest));
    },
  };
};

const plain = ({ mediaType, digest, size }: Descriptor): Descriptor => ({ mediaType, digest, size });
