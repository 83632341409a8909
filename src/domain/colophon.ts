// The sealed, closed list of one release: this, and only this, is the release (docs/formats/colophon-v1.md).
import type { AssetRole } from './asset.ts';
import type { Digest } from './digest.ts';
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
  /** For an SBOM: the asset that it describes. */
  readonly describes?: string;
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
  readonly images: readonly never[];
  readonly charts: readonly never[];
  readonly mirrors: readonly never[];
  readonly externalImages: readonly string[];
  /** The provenance bundles, by asset name. */
  readonly provenance: readonly string[];
  readonly notes: string;
  readonly evidence: string;
  /** Who may amend or withdraw this list. */
  readonly identity: Identity;
}
