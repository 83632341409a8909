// An image of the configuration: a base and files of builders upon it, or what a Dockerfile makes.
import type { BuilderInput } from './builder.ts';
import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

/** What an image starts from. */
export type ImageBase =
  | { readonly kind: 'scratch' }
  /** An OCI layout: a directory of the repository, or with `from` the output of a builder. */
  | { readonly kind: 'layout'; readonly path: string; readonly from?: string; readonly digest?: Digest }
  /** A repository in a registry, by the digest of its index or manifest. */
  | { readonly kind: 'reference'; readonly repository: string; readonly digest: Digest };

/** Files of a builder in an image. */
export interface LayerFile {
  readonly from: string;
  /** Which target, where the builder has several for one platform. */
  readonly target?: string;
  /** A glob over output paths; all outputs unless given. */
  readonly path?: string;
  /** Absolute in the image. Ends with `/`, or names a directory output: files are laid out below; else the one file's place. */
  readonly to: string;
  /** Permission bits; absent: 0755 for what is executable, 0644 for the rest. */
  readonly mode?: number;
  readonly uid: number;
  readonly gid: number;
}

interface ImageCommon {
  readonly id: string;
  readonly platforms: readonly Platform[];
  /** Values are templates. */
  readonly labels: Readonly<Record<string, string>>;
}

/** An image made of layers: a base, and upon it one layer for each builder that gives it files. */
export interface LayersRule extends ImageCommon {
  readonly kind: 'layers';
  readonly base: ImageBase;
  readonly files: readonly LayerFile[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** Values are templates. */
  readonly env: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workdir?: string;
}

/** An image that somebody else builds from a Dockerfile. Paths are inside the checkout. */
export interface DockerfileRule extends ImageCommon {
  readonly kind: 'dockerfile';
  readonly file: string;
  /** A directory. */
  readonly context: string;
  /** The stage of the Dockerfile that becomes the image; its last one unless given. */
  readonly target?: string;
  /** Build arguments; values are templates. */
  readonly args: Readonly<Record<string, string>>;
  /** Outputs of builders, placed before it is built. */
  readonly inputs: readonly BuilderInput[];
  /** By the whole text that stands in a `FROM`: what is taken in its place. */
  readonly substitutes: Readonly<Record<string, SubstituteBase>>;
  /** Seconds. */
  readonly timeout: number;
}

/** What is taken in the place of a `FROM`. */
export type SubstituteBase = Exclude<ImageBase, { readonly kind: 'scratch' }>;

export type ImageRule = LayersRule | DockerfileRule;
