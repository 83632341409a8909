// Stage 10: images and charts in their registry, by digest, with what refers to them; a release of files has none.
import type { Descriptor } from '../descriptor.ts';
import type { ContentKind, PlatformManifest, Referrer } from '../image.ts';

export interface Pushed {
  readonly kind: ContentKind;
  /** An image's id, a chart's name. */
  readonly id: string;
  /** Host and path, without tag or digest. */
  readonly repository: string;
  /** The index of an image, the manifest of a chart. */
  readonly root: Descriptor;
  /** None for a chart. */
  readonly platforms: readonly PlatformManifest[];
  /** Version tags that `publish` gives: an image's, or a chart's version. */
  readonly tags: readonly string[];
  /** Moving names; none for a chart. */
  readonly moving: readonly string[];
  /** All but the colophon's own, sorted by subject and manifest digest. */
  readonly referrers: readonly Referrer[];
}

export interface PushOutcome {
  readonly pushed: readonly Pushed[];
}
