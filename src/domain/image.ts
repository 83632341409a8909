// What images, charts and what refers to them are, from the build to the sealed list.
import type { Descriptor } from './descriptor.ts';
import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

/** What an image or a chart is called in a release: an image by its id, a chart by its name. */
export type ContentKind = 'image' | 'chart';

/** A manifest about another one (image-spec 1.1, `subject`). */
export interface Referrer {
  /** The manifest that it speaks about. */
  readonly subject: Digest;
  /** Its own manifest, `artifactType` and annotations as the manifest has them. */
  readonly manifest: Descriptor;
}

/** A bundle or an SBOM is attached to each of these. */
export interface Attachment {
  readonly kind: ContentKind;
  readonly id: string;
  /** Host and path, without tag or digest. */
  readonly repository: string;
  /** The manifest that it is attached to; `platform` where it is one platform of an image. */
  readonly subject: Descriptor;
}

/** What an image was made upon. */
export interface UsedBase {
  /** As the configuration names it. */
  readonly name: string;
  /** The manifest of this platform. */
  readonly digest: Digest;
}

/** A platform with the manifest that runs there. */
export interface PlatformManifest extends Descriptor {
  readonly platform: Platform;
}
