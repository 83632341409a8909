// Stage 04: what people download and install.
import type { Asset } from '../asset.ts';
import type { BuiltFile } from './build.ts';

export interface PackagedAsset extends Asset {
  /** The built files inside it, for its SBOM; empty for source archives. */
  readonly holds: readonly BuiltFile[];
}

export interface PackageOutcome {
  readonly assets: readonly PackagedAsset[];
}
