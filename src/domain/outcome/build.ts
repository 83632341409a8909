// Stage 02: files and images by digest, and the tools that made them.
import type { Descriptor } from '../descriptor.ts';
import type { Digest } from '../digest.ts';
import type { Finding } from '../finding.ts';
import type { PlatformManifest, UsedBase } from '../image.ts';
import type { Platform } from '../platform.ts';
import type { Tool } from '../tool.ts';

export interface BuiltFile {
  /** The builder that made it. */
  readonly builder: string;
  /** Absent for builders without platforms. */
  readonly platform?: Platform;
  readonly target?: string;
  /** Path relative to the builder's checkout, `/` as separator; inside a declared directory, the whole path. */
  readonly path: string;
  /** The declared output that this file belongs to. */
  readonly output: string;
  readonly executable: boolean;
  readonly content: Descriptor;
  readonly origin?: 'prebuilt';
  /** An installable package that `npm pack` made. */
  readonly packed?: true;
}

/** A built file at its place in an image. */
export interface PlacedFile {
  /** Relative to the image's root, `/` as separator. */
  readonly path: string;
  readonly file: BuiltFile;
}

/** What one part of a builder gives an image, as a layer in the store. */
export interface BuiltLayer {
  readonly content: Descriptor;
  /** The digest before compression. */
  readonly diffId: Digest;
}

/** One platform of an image. Everything that it points at lies in the store. */
export interface BuiltImage {
  /** The image's id in the configuration. */
  readonly image: string;
  readonly manifest: PlatformManifest;
  readonly config: Descriptor;
  /** Lowest first; those of the base included. */
  readonly layers: readonly Descriptor[];
  /** How many of the layers are the base's. */
  readonly baseLayers: number;
  readonly base?: UsedBase;
  /** What was put upon the base, by path; nothing is known of what a Dockerfile puts there. */
  readonly holds: readonly PlacedFile[];
  readonly dockerfile?: DockerfileBuild;
}

/** How an image came from a Dockerfile. */
export interface DockerfileBuild {
  readonly builder: Tool;
  /** Paths in the repository. */
  readonly file: string;
  readonly context: string;
  readonly target?: string;
  /** Build arguments, filled in. */
  readonly args: Readonly<Record<string, string>>;
  /** The builders whose outputs were placed before it was built, by id. */
  readonly inputs: readonly string[];
  /** What it takes from, by digest: names as they stand in the Dockerfile, digests of what they name. */
  readonly bases: readonly UsedBase[];
  /** What it takes from by a name alone. */
  readonly unpinned: readonly string[];
  readonly substitutes: readonly UsedSubstitute[];
  /** Its machine is of another platform. */
  readonly emulated?: true;
}

/** What was taken in the place of a base. */
export interface UsedSubstitute {
  /** The whole text of that `FROM`. */
  readonly from: string;
  readonly base: UsedBase;
}

export interface BuildOutcome {
  readonly files: readonly BuiltFile[];
  /** By image, then platform. */
  readonly images: readonly BuiltImage[];
  /** Of a part that makes one for images; the images hold them. */
  readonly layers?: readonly BuiltLayer[];
  readonly tools: readonly Tool[];
  /** The run that built, as provenance names it (`runDetails.metadata.invocationId`). */
  readonly invocationId: string;
  /** Whether builders found what earlier builds had left in their caches; releases never do. */
  readonly caches: 'empty' | 'kept';
  /** What was noticed; absent where there is nothing. */
  readonly findings?: readonly Finding[];
}
