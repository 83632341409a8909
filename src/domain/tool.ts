// A tool that took part in a build, as provenance names it.

export interface Tool {
  /** `go`, `node`, `npm`, `git`, … */
  readonly name: string;
  readonly version: string;
}
