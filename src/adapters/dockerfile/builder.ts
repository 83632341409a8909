// What every builder of Dockerfiles is asked, once its room is made: to fill a directory with an OCI layout.
import type { Digest } from '../../domain/digest.ts';
import type { Platform } from '../../domain/platform.ts';
import type { ChosenBuilder } from '../../ports/image-builder.ts';
import type { Room } from './room.ts';

/** What is taken in the place of a `FROM`. */
export interface Substitute {
  /** The whole text of that `FROM`. */
  readonly from: string;
  /** A layout of one root that lies in the room, or a repository in a registry. */
  readonly place: { readonly layout: string } | { readonly repository: string };
  readonly digest: Digest;
}

export interface BuildPlan {
  readonly image: string;
  readonly platform: Platform;
  readonly room: Room;
  /** The Dockerfile's path in the checkout, for messages. */
  readonly file: string;
  /** Absolute; a copy in the room, alone with its `.dockerignore`. */
  readonly dockerfile: string;
  /** Absolute. */
  readonly ignored: string;
  /** Absolute. */
  readonly context: string;
  readonly target?: string;
  /** `SOURCE_DATE_EPOCH` is among them. */
  readonly args: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly substitutes: readonly Substitute[];
  readonly epoch: number;
  /** Absolute; the layout is to lie there. Nothing is there yet. */
  readonly out: string;
  /** Seconds. */
  readonly timeout: number;
  readonly line: (text: string) => void;
}

export interface DockerfileBuilder {
  /** Asked cheaply; fails with `TOOL_MISSING` and `BUILDER_UNREACHABLE`. */
  readonly chosen: (platform: Platform) => Promise<ChosenBuilder>;
  /** Fails with `BUILD_FAILED`, `BUILD_TIMEOUT`, `BUILDER_UNREACHABLE`, `TOOL_MISSING`. Leaves nothing outside the room. */
  readonly makeLayout: (plan: BuildPlan) => Promise<void>;
}
