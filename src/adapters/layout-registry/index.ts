// Registries played by OCI image layouts on disk: one layout a repository (image-spec 1.1, image-layout.md).
import { Failure } from '../../domain/failure.ts';
import type { ReferrersIndex } from '../../ports/referrers-index.ts';
import type { RegistryWriter } from '../../ports/registry-writer.ts';
import type { Registry } from '../../ports/registry.ts';
import type { VersionNames } from '../../ports/version-names.ts';

export interface LayoutRegistries {
  readonly registry: Registry;
  readonly registryWriter: RegistryWriter;
  readonly referrersIndex: ReferrersIndex;
  readonly versionNames: VersionNames;
  /** Absolute: where the layout of this repository lies, or would lie. */
  readonly locate: (repository: string) => string;
}

/** Every repository as a layout below `dir`. */
export const createLayoutRegistries = (dir: string): LayoutRegistries => {
  const nothing = (): never => {
    throw new Failure('INTERNAL', `${dir} holds no registry yet`, { remedy: 'please report it' });
  };
  return {
    registry: {
      resolve: async () => undefined,
      tags: async () => [],
      manifest: nothing,
      blob: nothing,
      referrers: async () => [],
    },
    registryWriter: { blob: nothing, manifest: nothing },
    referrersIndex: { add: nothing },
    versionNames: { give: nothing, move: nothing },
    locate: () => dir,
  };
};
