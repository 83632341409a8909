// Registries over HTTP as they are written: by digest, then findable, and last by name.
import type { Digest } from '../../domain/digest.ts';
import { keptTag } from '../../formats/oci/place.ts';
import type { ReferrersIndex } from '../../ports/referrers-index.ts';
import type { RegistryWriter } from '../../ports/registry-writer.ts';
import type { Registry } from '../../ports/registry.ts';
import type { VersionNames } from '../../ports/version-names.ts';
import { createPlaces, type PlacesOptions } from './place.ts';
import { createReferrersIndex } from './referrers-index.ts';
import { createTurns } from './turns.ts';
import { createVersionNames } from './version-names.ts';
import { createRegistryWriter } from './writer.ts';

export interface RegistryOptions extends PlacesOptions {
  /** Reads the same registries: tags and manifests are believed as it reads them. */
  readonly registry: Pick<Registry, 'manifest' | 'resolve'>;
  /** Where those who release from one store take turns at the same tags; made when it is needed. */
  readonly lockDir?: string;
  /** Told of the bytes of every piece of a blob that goes out. */
  readonly sent?: (bytes: number) => void;
  /** Milliseconds for which a registry may take its time to show what it took; 30,000. */
  readonly patience?: number;
}

export interface WrittenRegistry {
  readonly registryWriter: RegistryWriter;
  readonly referrersIndex: ReferrersIndex;
  readonly versionNames: VersionNames;
}

/** The three doors through which registries are written, which share what one learns from their answers. */
export const createRegistry = (options: RegistryOptions): WrittenRegistry => {
  const { registry, lockDir, sent, patience = 30_000 } = options;
  const open = createPlaces(options);
  const turns = createTurns(lockDir);
  const versionNames = createVersionNames({ open, registry, turns, patience });
  const indexed = new Set<string>();
  const keyOf = (repository: string, digest: Digest): string => `${repository}@${digest}`;
  return {
    registryWriter: createRegistryWriter({
      open,
      registry,
      indexed: (repository, digest) => void indexed.add(keyOf(repository, digest)),
      ...(sent === undefined ? {} : { sent }),
    }),
    referrersIndex: {
      ...createReferrersIndex({
        open,
        registry,
        turns,
        patience,
        isIndexed: (repository, digest) => indexed.has(keyOf(repository, digest)),
      }),
      keep: async (repository, content) =>
        void (await versionNames.give(repository, keptTag(content.digest), content)),
    },
    versionNames,
  };
};
