// A builder of the configuration: what makes files, for which targets.
import type { Platform } from './platform.ts';

/** One platform of a builder, and what `{target}` stands for there. */
export interface BuildTarget {
  readonly platform: Platform;
  readonly target: string;
}

export interface BuilderInput {
  readonly from: string;
  /** A path inside the checkout. */
  readonly to: string;
}

/** Keys of a builder that `where` replaces on the targets that match. */
export interface Where {
  /** A glob over `os/arch[/variant]` or over the target's name. */
  readonly match: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly commands?: readonly Command[];
  readonly outputs?: readonly Output[];
  readonly ldflags?: readonly string[];
  readonly flags?: readonly string[];
  readonly tags?: readonly string[];
}

/** An argument vector, run without a shell; with `stdout`, what it prints becomes that file. */
export interface Command {
  readonly run: readonly string[];
  readonly stdout?: string;
}

/** A file or a directory that a builder must leave behind; a digest may be demanded. */
export interface Output {
  readonly path: string;
  readonly sha256?: string;
}

interface BuilderCommon {
  readonly id: string;
  readonly inputs: readonly BuilderInput[];
  /** Empty: one part without a platform. */
  readonly targets: readonly BuildTarget[];
  readonly env: Readonly<Record<string, string>>;
  readonly where: readonly Where[];
  /** Seconds. */
  readonly timeout: number;
}

export type Builder = BuilderCommon &
  (
    | {
        readonly kind: 'go';
        readonly package: string;
        /** `.exe` is added for Windows. */
        readonly binary: string;
        readonly flags: readonly string[];
        readonly tags: readonly string[];
        readonly ldflags: readonly string[];
        readonly buildvcs: boolean;
        readonly cgo: boolean;
        /** `GOTOOLCHAIN`; absent means what go.mod asks for. */
        readonly toolchain?: string;
      }
    | {
        readonly kind: 'node';
        readonly dir: string;
        /** A major or exact version that the running `node` must satisfy; absent means any. */
        readonly version?: string;
        readonly install: readonly string[];
        readonly run: readonly string[];
        /** `npm pack`, its tarball written again by our own tar and gzip. */
        readonly pack: boolean;
        readonly outputs: readonly Output[];
      }
    | { readonly kind: 'command'; readonly commands: readonly Command[]; readonly outputs: readonly Output[] }
    | { readonly kind: 'prebuilt'; readonly path: string }
  );
