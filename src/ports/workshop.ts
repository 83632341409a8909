// Where project code runs: a clean checkout with an allow-listed environment and nothing else.
import type { Descriptor } from '../domain/descriptor.ts';
import type { Digest } from '../domain/digest.ts';
import type { Tool } from '../domain/tool.ts';

/** A directory of every checkout that neither git nor a packer sees: room for what must not dirty the tree. */
export const ROOM = '.git/colophon';

export interface CheckoutRequest {
  readonly commit: string;
  /** Made there as a lightweight tag unless the commit carries it, so that tools can describe the commit. */
  readonly tag: string;
  /** Which builder asks: a word for the directory's name. */
  readonly label: string;
  /**
   * For commands that change nothing outside of `ROOM`: whoever asks so for the same is given the same checkout, which
   * stays as long as the workshop.
   */
  readonly shared?: boolean;
}

export interface WorkshopCommand {
  readonly argv: readonly string[];
  /** Relative to the checkout. */
  readonly cwd: string;
  /** On top of the workshop's own allow-list. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables of the caller's environment to pass on. */
  readonly pass: readonly string[];
  /** Seconds; on expiry the whole process group is ended. */
  readonly timeout: number;
  /** A path inside the checkout that receives standard output. */
  readonly stdout?: string;
  /** Takes each line that the command writes, already neutralised. */
  readonly line: (text: string) => void;
}

export interface CollectedFile {
  /** Relative to the checkout, `/` as separator. */
  readonly path: string;
  readonly executable: boolean;
  readonly content: Descriptor;
}

export interface Workshop {
  /**
   * A clean checkout of its own unless it is shared, umask 022, every file with the commit's time; answers a handle. The user's copy and
   * its `.git` are never touched. Fails with `SUBMODULES_UNSUPPORTED`.
   */
  readonly open: (request: CheckoutRequest) => Promise<string>;
  /** Places files under `to`, hidden from git; fails with `OUTPUT_OUTSIDE` unless it lies inside the checkout. */
  readonly place: (handle: string, to: string, files: readonly CollectedFile[]) => Promise<void>;
  /** Runs one command to its end; fails with `BUILD_FAILED` or `BUILD_TIMEOUT`, `TOOL_MISSING`, `ENV_SECRET`. */
  readonly run: (handle: string, command: WorkshopCommand) => Promise<void>;
  /**
   * Takes a file, or every file of a directory, into the store, sorted by path; fails with `OUTPUT_MISSING`,
   * and with `OUTPUT_OUTSIDE` when a path or a link leaves the checkout.
   */
  readonly collect: (handle: string, path: string) => Promise<readonly CollectedFile[]>;
  /** What a tool on PATH says about its version, with this environment; fails with `TOOL_MISSING`. */
  readonly tool: (
    name: 'go' | 'node' | 'npm' | 'git' | 'kustomize',
    env: Readonly<Record<string, string>>,
  ) => Promise<Tool>;
  /** Whether builders find here what earlier builds left in their caches. */
  readonly caches: 'empty' | 'kept';
  /** Names what these variables of the caller's environment hold, without telling it; fails with `ENV_SECRET`. */
  readonly passed: (names: readonly string[]) => Promise<Digest>;
  /** Removes the checkout. */
  readonly close: (handle: string) => Promise<void>;
}
