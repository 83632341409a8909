// The sealed, closed list of one release: this, and only this, is the release (docs/formats/colophon-v1.md).
import type { AssetRole } from './asset.ts';
import type { Digest } from './digest.ts';
import type { ContentKind } from './image.ts';
import type { Identity } from './identity.ts';

export const COLOPHON_KIND = 'colophon.release';
export const COLOPHON_VERSION = 1;
export const COLOPHON_MEDIA_TYPE = 'application/vnd.colophon.release.v1+json';

export interface ListedAsset {
  readonly name: string;
  readonly role: AssetRole;
  readonly mediaType: string;
  readonly size: number;
  readonly digest: Digest;
  readonly platform?: string;
  readonly origin?: 'prebuilt';
  /** For an SBOM: the asset that it describes, or the digest of the manifest or index. */
  readonly describes?: string;
}

/** A manifest about another one; `subject` is one of the manifests of the same entry. */
export interface ListedReferrer {
  readonly subject: Digest;
  readonly digest: Digest;
  readonly size: number;
  readonly artifactType: string;
}

export interface ListedPlatform {
  /** `os/architecture[/variant]` */
  readonly platform: string;
  readonly digest: Digest;
  readonly size: number;
}

interface ListedContent {
  /** An image's id, a chart's name. */
  readonly name: string;
  /** Host and path. */
  readonly repository: string;
  readonly mediaType: string;
  /** Of the index, or of a chart's manifest. */
  readonly digest: Digest;
  readonly size: number;
  /** Version tags. */
  readonly tags: readonly string[];
  /** All but the colophon's own, sorted by subject, then digest. */
  readonly referrers: readonly ListedReferrer[];
}

export interface ListedImage extends ListedContent {
  /** Names that move from release to release; given only where this is the highest stable version. */
  readonly moving: readonly string[];
  /** In the order of the index. */
  readonly platforms: readonly ListedPlatform[];
}

export interface ListedChart extends ListedContent {
  readonly version: string;
  readonly appVersion: string;
  /** The `.tgz` among the assets: the chart's only layer. */
  readonly asset: string;
}

/** A mirror that was read back equal; what it holds is listed above by name, its repository here. */
export interface ListedMirror {
  /** Host and path. */
  readonly to: string;
  readonly moving: boolean;
  /** It may come to lack something, and never hold anything else; absent where the release stands or falls with it. */
  readonly required?: false;
  /** Sorted by kind, then name. */
  readonly content: readonly {
    readonly kind: ContentKind;
    readonly name: string;
    readonly repository: string;
    readonly digest: Digest;
  }[];
}

/** Every list is sorted by name in byte order; the document is canonical JSON. */
export interface Colophon {
  readonly kind: typeof COLOPHON_KIND;
  readonly version: typeof COLOPHON_VERSION;
  readonly rehearsal: boolean;
  readonly project: string;
  readonly repository: { readonly name: string; readonly id: string; readonly ownerId: string };
  readonly tag: string;
  readonly commit: string;
  readonly prerelease: boolean;
  readonly latest: boolean;
  readonly previous?: { readonly tag: string; readonly colophon?: Digest };
  readonly waivers: readonly string[];
  /** Every asset but this document and its bundle. */
  readonly assets: readonly ListedAsset[];
  readonly images: readonly ListedImage[];
  readonly charts: readonly ListedChart[];
  /** Sorted by `to`. */
  readonly mirrors: readonly ListedMirror[];
  /** What manifests and charts mention that is not of this release. */
  readonly externalImages: readonly string[];
  /** The provenance bundles of files, by asset name; those of images and charts are referrers and assets of their own. */
  readonly provenance: readonly string[];
  readonly notes: string;
  readonly evidence: string;
  /** Who may amend or withdraw this list. */
  readonly identity: Identity;
}
