// One file of a release, as people download it.
import type { Descriptor } from './descriptor.ts';
import type { Platform } from './platform.ts';

export const ASSET_ROLES = [
  'archive',
  'file',
  'source',
  'package',
  'manifest',
  'chart',
  'sbom',
  'notes',
  'evidence',
  'checksums',
  'provenance',
  'bundle',
  'colophon',
] as const;

/** What an asset is for. `package` is an installable package such as an npm tarball. */
export type AssetRole = (typeof ASSET_ROLES)[number];

export interface Asset {
  /** The file name, unique in the release after case folding and NFC. */
  readonly name: string;
  readonly role: AssetRole;
  /** Media type, digest and size in bytes; the bytes lie in the store under that digest. */
  readonly content: Descriptor;
  readonly platform?: Platform;
  /** `prebuilt` files were taken in, not built here; absent means built. */
  readonly origin?: 'prebuilt';
}
