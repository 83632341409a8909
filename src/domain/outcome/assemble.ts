// Stage 03: one index per image; a release without images has none.
import type { Descriptor } from '../descriptor.ts';
import type { PlatformManifest } from '../image.ts';

export interface AssembledImage {
  /** The image's id in the configuration. */
  readonly image: string;
  /** Host and path, without tag or digest. */
  readonly repository: string;
  /** Version tags, rendered; given by `publish` alone. */
  readonly tags: readonly string[];
  /** Names that move from release to release, rendered; given last, and only to the highest stable version. */
  readonly moving: readonly string[];
  readonly index: Descriptor;
  /** In the order of the index. */
  readonly platforms: readonly PlatformManifest[];
}

export interface AssembleOutcome {
  readonly indexes: readonly AssembledImage[];
}
