// Stage 04: what people download and install.
import type { Asset } from '../asset.ts';
import type { Descriptor } from '../descriptor.ts';
import type { Finding } from '../finding.ts';
import type { Tool } from '../tool.ts';
import type { BuiltFile } from './build.ts';

export interface PackagedAsset extends Asset {
  /** The built files inside it, for its SBOM; empty for source archives, manifests and charts. */
  readonly holds: readonly BuiltFile[];
}

export interface PackagedChart {
  /** The chart's own name. */
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  /** The `.tgz` among the assets. */
  readonly asset: string;
  /** Where it is pushed, host and path with the chart's name; absent when it is an asset only. */
  readonly repository?: string;
  /** The version as a tag: `+` becomes `_`, as Helm has it. */
  readonly tag: string;
  /** Its OCI manifest, and what that points at; absent when it is an asset only. */
  readonly pushed?: {
    readonly manifest: Descriptor;
    readonly config: Descriptor;
    readonly layer: Descriptor;
  };
}

export interface PackageOutcome {
  readonly assets: readonly PackagedAsset[];
  readonly charts: readonly PackagedChart[];
  /** References in manifests and charts to images that are not ours, sorted. */
  readonly externalImages: readonly string[];
  /** What was noticed about references; none of them stops a release. */
  readonly findings: readonly Finding[];
  /** Programs that rendered some of it, such as kustomize, for the provenance. */
  readonly tools?: readonly Tool[];
}
