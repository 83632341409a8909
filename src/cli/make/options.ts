// The options of the commands that make releases, as typed.

export interface RehearseOptions {
  /** A branch, a tag or a commit id; absent means HEAD, or what `tag` names. */
  readonly ref?: string;
  readonly tag?: string;
  /** Absent means `./rehearsal`. */
  readonly out?: string;
  /** A file that says what the stand-in forge knows. */
  readonly forgeState?: string;
  /** `REPOSITORY=DIR`: layouts that hold what images are made upon. */
  readonly base?: readonly string[];
  /** `127.0.0.1:PORT`: a registry on this machine that is rehearsed into, in place of the stand-in. */
  readonly registry?: string;
  /** Registries that are asked without encryption, beside those of this machine. */
  readonly plainHttp?: readonly string[];
  /** Ids of what is to be made, with what it needs; nothing else. */
  readonly only?: readonly string[];
  /** `os/architecture[/variant]`, or `host`: nothing else is made. */
  readonly platform?: readonly string[];
}

export interface StageOptions {
  /** Where its outcomes and what its stand-ins hold are kept. */
  readonly store: string;
  readonly ref?: string;
  readonly tag?: string;
  readonly forgeState?: string;
  /** `os/architecture[/variant]`, or `host`. */
  readonly platform?: readonly string[];
  /** `DIR@sha256:…` */
  readonly take?: readonly string[];
  readonly give?: string;
  /** As in `RehearseOptions`. */
  readonly base?: readonly string[];
  readonly plainHttp?: readonly string[];
  /** Said for clarity: this version has no others than the stand-ins of a rehearsal. */
  readonly rehearsal?: true;
}

export interface PlanOptions {
  readonly tag?: string;
  readonly ref?: string;
}
