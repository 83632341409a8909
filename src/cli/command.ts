// What every command is given and what it gives back; only `main.ts` prints and ends the process.

/** Where a repository keeps its configuration unless `--config` says otherwise. */
export const DEFAULT_CONFIGURATION = 'colophon.yaml';

/** Global options, the same for all commands. */
export interface Invocation {
  /** Absolute; `-C DIR` or the current directory. */
  readonly directory: string;
  /** Relative to the repository, else to `directory`; `--config F`. */
  readonly config: string;
  readonly format: 'text' | 'json';
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** `--jobs N`, else the machine's cores. */
  readonly jobs: number;
  /** Milliseconds; `--timeout D`. */
  readonly timeout: number | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes one diagnostic line, already neutralised, to standard error. */
  readonly warn: (line: string) => void;
  /** Standard error as a screen; `columns` is undefined where it is no terminal. */
  readonly screen: {
    readonly write: (text: string) => void;
    readonly columns: number | undefined;
    readonly color: boolean;
  };
  /** Aborted by Ctrl-C (reason: Failure `INTERRUPTED`), SIGTERM (`TERMINATED`) or `--timeout`. */
  readonly signal: AbortSignal;
}

/** What a command ends with. */
export interface Answer {
  readonly exit: number;
  /** For `--format json`: everything but `version`, `ok` and `exit`, which `main.ts` adds. */
  readonly document: { readonly kind: string } & Readonly<Record<string, unknown>>;
  /** For `--format text`, with its final line feed; goes to standard output. */
  readonly text: string;
}
