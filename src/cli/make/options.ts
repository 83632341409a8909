// The options of the commands that make releases, as typed.

export interface RehearseOptions {
  /** A branch, a tag or a commit id; absent means HEAD, or what `tag` names. */
  readonly ref?: string;
  readonly tag?: string;
  /** Absent means `./rehearsal`. */
  readonly out?: string;
  /** A file that says what the stand-in forge knows. */
  readonly forgeState?: string;
}

export interface PlanOptions {
  readonly tag?: string;
  readonly ref?: string;
}
