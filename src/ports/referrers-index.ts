// Names computed from digests, and so no names of the release: where a registry without the referrers API keeps the
// list of what speaks about a manifest (distribution-spec, "Referrers tag schema"), and tags for manifests in registries
// that delete what has none.
import type { Descriptor } from '../domain/descriptor.ts';
import type { Digest } from '../domain/digest.ts';

export interface ReferrersIndex {
  /**
   * Makes a pushed manifest findable from its subject; a registry that does so itself has nothing to do. The descriptor
   * carries the manifest's `artifactType` and annotations. Read back; fails with `REFERRER_LOST`.
   */
  readonly add: (repository: string, subject: Digest, referrer: Descriptor) => Promise<void>;
  /**
   * Gives a manifest that is there the tag `colophon-sha256-<hex>` of its own digest (`formats/oci/place.ts`), so that
   * it outlives a registry's deletion of what has no tag. Accepted where it has it; read back. Fails with
   * `MANIFEST_MISSING`, and `TARGET_TAKEN` where the tag names anything else.
   */
  readonly keep: (repository: string, content: Descriptor) => Promise<void>;
}
