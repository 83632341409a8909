// Where the ledger's lines are kept.

export interface Journal {
  /** Every whole line, oldest first; a torn last line is dropped. */
  readonly lines: () => Promise<readonly string[]>;
  /** Appends one line and a line feed, and returns once both are on disk. */
  readonly append: (line: string) => Promise<void>;
}
