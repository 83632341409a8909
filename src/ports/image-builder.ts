// Who makes an image from a Dockerfile: BuildKit by buildctl or docker buildx, on this machine or another, or buildah.
// It runs project code, holds no credential, and hands over content by digest; nothing is pushed and nothing named here.
import type { Descriptor } from '../domain/descriptor.ts';
import type { Platform } from '../domain/platform.ts';
import type { Tool } from '../domain/tool.ts';

export interface ImageBuildRequest {
  /** Which image, for messages. */
  readonly image: string;
  readonly platform: Platform;
  /** A workshop's handle: Dockerfile and context are read from its checkout. */
  readonly handle: string;
  /** Relative to the checkout. */
  readonly file: string;
  /** Relative to the checkout; a directory. */
  readonly context: string;
  /** The stage of the Dockerfile that becomes the image; its last one unless given. */
  readonly target?: string;
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** What stands in a `FROM`, whole, and the layout (absolute path) or `repository@digest` that is taken in its place. */
  readonly substitutes: Readonly<Record<string, string>>;
  /**
   * The same by a manifest in the store, judged, with all that it points at there: what the build stage asks for. It
   * lies outside the checkout, so that no `COPY` finds it.
   */
  readonly instead?: Readonly<Record<string, Descriptor>>;
  /** Seconds since 1970: times in the image. */
  readonly epoch: number;
  /** Seconds; on expiry the build is ended. */
  readonly timeout: number;
  /** Takes each line that the builder writes, already neutralised. */
  readonly line: (text: string) => void;
}

/** Who would build for a platform. */
export interface ChosenBuilder {
  /** `buildkit v0.31.2`, `buildah 1.28.2`: part of what the image is made by, and so of the part's key. */
  readonly tool: Tool;
  /** Whether its machine is of the platform; where it is not, project code runs emulated or not at all. */
  readonly native: boolean;
}

export interface ImageBuilder {
  /** Fails with `TOOL_MISSING` where none is configured or found, and `BUILDER_UNREACHABLE` for one that does not answer. */
  readonly chosen: (platform: Platform) => Promise<ChosenBuilder>;
  /**
   * What the builder's layout lists, everything that it points at in the store: the image's manifest, or an index of it
   * and of what the builder added. Nothing is judged here. Fails with `BUILD_FAILED` (and the line of the Dockerfile,
   * where the builder says it), `BUILD_TIMEOUT`, `BUILDER_UNREACHABLE` and `OUTPUT_INVALID` for a layout that is none.
   */
  readonly build: (request: ImageBuildRequest) => Promise<readonly Descriptor[]>;
}
