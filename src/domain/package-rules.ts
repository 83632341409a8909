// What becomes an asset that people install: files, archives, manifests, charts.
import type { BuilderInput } from './builder.ts';

/** Other words for `os` and `arch`, in asset names only. */
export interface Aliases {
  readonly os: Readonly<Record<string, string>>;
  readonly arch: Readonly<Record<string, string>>;
}

/** A builder's outputs published as they are. */
export interface FileRule {
  readonly from: string;
  /** A glob over the output's path; `*` matches the base name of any. */
  readonly path: string;
  /** A template. */
  readonly asset: string;
}

export type ArchiveFormat = 'tar.gz' | 'zip';

export interface ArchiveRule {
  /** Builder ids, `source`, or names of other package assets. */
  readonly from: readonly string[];
  /** A template without the ending. */
  readonly asset: string;
  /** By operating system. */
  readonly formats: Readonly<Record<string, ArchiveFormat>>;
  readonly format: ArchiveFormat;
  /** A template; empty for none. */
  readonly root: string;
  /** Globs over the repository at the commit. */
  readonly files: readonly string[];
}

/** Kubernetes manifests as one asset, every image of ours in them pinned. */
export interface ManifestRule {
  /** A template. */
  readonly asset: string;
  /** `files`: paths or globs in the repository, joined as documents in that order; `kustomize`: a directory to build. */
  readonly source:
    | { readonly kind: 'files'; readonly files: readonly string[] }
    | { readonly kind: 'kustomize'; readonly dir: string };
  /** Outputs of builders, placed in the checkout before. */
  readonly inputs: readonly BuilderInput[];
  /** Fields of custom resources that hold an image: `Kind.spec.path.to.image`, `[]` after a list. */
  readonly fields: readonly string[];
}

/** Where a chart's values hold an image: dotted paths in `values.yaml`. */
export interface ChartImage {
  /** The image's id. */
  readonly image: string;
  readonly repository?: string;
  readonly tag?: string;
  readonly digest?: string;
  /** One field that holds the whole reference. */
  readonly reference?: string;
}

export interface ChartRule {
  /** Its directory in the repository. */
  readonly path: string;
  /** A template; `{chart}` and `{chartVersion}` besides the usual. */
  readonly asset: string;
  /** `chart`: as `Chart.yaml` has it; else a template. */
  readonly version: string;
  readonly appVersion: string;
  readonly images: readonly ChartImage[];
}
