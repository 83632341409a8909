// Tags in registries, given at the very end and by `publish` alone.
import type { Descriptor } from '../domain/descriptor.ts';

export interface VersionNames {
  /** A name for ever: missing is given, equal accepted, another digest fails with `TARGET_TAKEN`. Read back. */
  readonly give: (repository: string, tag: string, content: Descriptor) => Promise<'given' | 'accepted'>;
  /** A name that moves from release to release, such as `latest`. Read back. */
  readonly move: (repository: string, tag: string, content: Descriptor) => Promise<void>;
}
