// The files of a commit, with the ids of their contents (git-ls-tree(1), `-z` format).
import { Failure } from '../../domain/failure.ts';
import type { TreeFile } from '../../ports/source.ts';
import { type Git, gitFailed } from './command.ts';

export interface TreeEntry extends TreeFile {
  /** The blob's id. */
  readonly id: string;
}

export interface Tree {
  /** Sorted by path in byte order, submodules left out. */
  readonly files: readonly TreeEntry[];
  readonly byPath: ReadonlyMap<string, TreeEntry>;
  /** Paths of submodules. */
  readonly submodules: readonly string[];
}

/** Reads a commit's whole tree; fails with `SOURCE_PATH_INVALID` for a path that is not UTF-8. */
export const readTree = async (git: Git, commit: string): Promise<Tree> => {
  const printed = await git.run(['ls-tree', '-r', '-z', '-l', '--full-tree', commit]);
  const files: TreeEntry[] = [];
  const submodules: string[] = [];
  for (const record of split(printed)) {
    const tab = record.indexOf('\t');
    const [mode = '', type, id = '', size = ''] = record.slice(0, tab).split(/ +/);
    const path = record.slice(tab + 1);
    if (type !== 'blob') {
      submodules.push(path);
      continue;
    }
    if (!/^\d+$/.test(size)) throw gitFailed(['ls-tree'], `${id} is missing`);
    files.push({ path, executable: mode === '100755', size: Number(size), link: mode === '120000', id });
  }
  return { files, submodules, byPath: new Map(files.map((file) => [file.path, file])) };
};

const split = (printed: Buffer): readonly string[] => {
  try {
    // git sorts by path in byte order already
    return new TextDecoder('utf-8', { fatal: true }).decode(printed).split('\0').slice(0, -1);
  } catch (cause) {
    throw new Failure('SOURCE_PATH_INVALID', 'a path in the commit is not UTF-8', {
      remedy: "find it with `git -c core.quotePath=true ls-files | grep '\\\\[0-9]'` and rename it",
      cause,
    });
  }
};
