// The git repository that is released; only read.

export interface Commit {
  /** 40 hexadecimal digits. */
  readonly id: string;
  readonly parents: readonly string[];
  /** `%cI`: RFC 3339 with the committer's offset. */
  readonly time: string;
  /** Seconds since 1970. */
  readonly epoch: number;
  readonly subject: string;
}

export interface TreeFile {
  /** Relative to the root, `/` as separator. */
  readonly path: string;
  readonly executable: boolean;
  /** Bytes. */
  readonly size: number;
  /** A symbolic link; its content is the target. */
  readonly link: boolean;
}

export interface Source {
  /** The commit that a ref, tag or id names; fails with `REF_UNKNOWN`. Annotated tags are peeled. */
  readonly commit: (ref: string) => Promise<Commit>;
  /** The commit of a tag by its exact name; `undefined` when there is no such tag. */
  readonly tag: (name: string) => Promise<string | undefined>;
  /** Every tag whose commit is an ancestor of this commit or the commit itself. */
  readonly tagsBefore: (
    commit: string,
  ) => Promise<readonly { readonly name: string; readonly commit: string }[]>;
  /** Branch names of the repository and of its origin, without `refs/heads/` or `refs/remotes/origin/`, with their commits. */
  readonly branches: () => Promise<readonly { readonly name: string; readonly commit: string }[]>;
  readonly isAncestor: (ancestor: string, commit: string) => Promise<boolean>;
  /** First-parent commits from `after` (left out; absent: from the beginning) to `commit`, newest first, at most `limit`. */
  readonly range: (after: string | undefined, commit: string, limit: number) => Promise<readonly Commit[]>;
  /** Files of the commit's tree, sorted by path in byte order; submodules are left out. */
  readonly files: (commit: string) => Promise<readonly TreeFile[]>;
  /** A file of the commit, streamed; fails with `SOURCE_FILE_MISSING`. */
  readonly read: (commit: string, path: string) => AsyncIterable<Uint8Array>;
  /** The file whole, at most `limit` bytes; `undefined` when it is not there. */
  readonly text: (commit: string, path: string, limit: number) => Promise<Uint8Array | undefined>;
}
