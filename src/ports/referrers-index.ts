// Where a registry without the referrers API keeps the list of what speaks about a manifest (distribution-spec,
// "Referrers tag schema"): a name computed from a digest, and so no name of the release.
import type { Descriptor } from '../domain/descriptor.ts';
import type { Digest } from '../domain/digest.ts';

export interface ReferrersIndex {
  /**
   * Makes a pushed manifest findable from its subject; a registry that does so itself has nothing to do. The descriptor
   * carries the manifest's `artifactType` and annotations. Read back; fails with `REFERRER_LOST`.
   */
  readonly add: (repository: string, subject: Digest, referrer: Descriptor) => Promise<void>;
}
