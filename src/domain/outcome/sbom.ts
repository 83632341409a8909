// Stage 05: one SPDX document for each packaged asset.
import type { Asset } from '../asset.ts';

export interface Sbom extends Asset {
  /** The name of the asset that it describes. */
  readonly describes: string;
}

export interface SbomOutcome {
  readonly sboms: readonly Sbom[];
}
