// How many paths of a working copy differ from its commit (git-status(1), porcelain v1, `-z`).
import type { Git } from './command.ts';

/**
 * Counts changed and new paths without writing the index back and without running the repository's filters:
 * those are programs that its configuration names.
 */
export const countUncommitted = async (git: Git, workTree: string): Promise<number> => {
  const drivers = await git.ask([
    'config',
    '-z',
    '--name-only',
    '--get-regexp',
    '^filter\\..*\\.(clean|smudge|process|required)$',
  ]);
  const names = drivers.stdout
    .toString('utf8')
    .split('\0')
    .filter((name) => name !== '');
  const off = names.flatMap((name) => ['-c', name.endsWith('.required') ? `${name}=false` : `${name}=`]);
  const printed = await git.run([
    ...off,
    `--work-tree=${workTree}`,
    'status',
    '--porcelain=v1',
    '-z',
    '--no-renames',
    '--untracked-files=normal',
    '--ignore-submodules=all',
  ]);
  return printed
    .toString('latin1')
    .split('\0')
    .filter((entry) => entry !== '').length;
};
