// Stage 05: one SPDX document for each packaged asset, each platform of an image, and each image's index.
import type { Asset } from '../asset.ts';
import type { Attachment } from '../image.ts';

export interface Sbom extends Asset {
  /** The name of the asset that it describes, or the digest of the manifest or index. */
  readonly describes: string;
  /** For the SBOM of an image's platform or index: what its statement is about. */
  readonly subject?: Attachment;
}

export interface SbomOutcome {
  readonly sboms: readonly Sbom[];
}
