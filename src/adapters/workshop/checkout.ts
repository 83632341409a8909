// A clean checkout of one commit in a repository of its own, with a real `.git`: Go stamps nothing into what is
// built in a worktree. It borrows the objects of the repository that is released and never writes there.
import { lutimesSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { ROOM } from '../../ports/workshop.ts';
import { createGit, type Git, type GitOptions } from '../git/command.ts';
import { isRefName, refUnknown } from '../git/names.ts';

export interface CheckoutPlan {
  /** Absolute; where objects and refs of the released repository lie. */
  readonly gitDir: string;
  /** Absolute; made here, must not be there. */
  readonly dir: string;
  readonly commit: string;
  readonly tag: string;
}

/**
 * Makes it, and answers the commit's time in seconds since 1970, which is also the time of every file in it.
 * Fails with `REF_UNKNOWN` and `SUBMODULES_UNSUPPORTED`.
 */
export const makeCheckout = async (
  { gitDir, dir, commit, tag }: CheckoutPlan,
  options: GitOptions,
): Promise<number> => {
  if (!isRefName(tag)) throw refUnknown(tag, 'it is no name that a tag can have');
  if (!/^[0-9a-f]{40}$/.test(commit)) throw refUnknown(commit, 'it is no whole commit id');
  const source = await createGit(options, `--git-dir=${gitDir}`);
  const printed = await source.ask(['log', '-1', '--no-show-signature', '--format=%ct', commit, '--']);
  if (printed.code !== 0) throw refUnknown(commit, 'it is not in the repository');
  const epoch = Number(printed.stdout.toString('ascii').trim());
  await refuseSubmodules(source, commit);

  const own = { ...options, plainModes: true };
  await (await createGit(own)).run(['init', '--quiet', dir]);
  const dotGit = join(dir, '.git');
  await mkdir(join(dotGit, 'info'), { recursive: true });
  await mkdir(join(dotGit, 'objects/info'), { recursive: true });
  await writeFile(join(dotGit, 'objects/info/alternates'), `${join(gitDir, 'objects')}\n`);
  await writeFile(
    join(dotGit, 'packed-refs'),
    `# pack-refs with: sorted\n${await tagLines(source, commit, tag)}`,
  );
  await appendFile(join(dotGit, 'config'), SETTINGS);
  const git = await createGit(own, `--git-dir=${dotGit}`, `--work-tree=${dir}`);
  await git.run(['checkout', '--quiet', '--force', '--detach', commit, '--']);
  await mkdir(join(dir, ROOM), { mode: 0o755 });
  await setTimes(git, dir, epoch);
  return epoch;
};

/** For the git that project code calls: the same content on every machine, and no housekeeping. */
const SETTINGS =
  '[core]\n\tautocrlf = false\n\teol = lf\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[advice]\n\tdetachedHead = false\n';

/**
 * Tags of earlier commits, and of this one the released tag alone: what describes the commit then answers with
 * it, and tags that are put on the same commit later change nothing.
 */
const tagLines = async (source: Git, commit: string, tag: string): Promise<string> => {
  const format = '--format=%(refname) %(objectname) %(objecttype) %(*objectname)';
  const printed = await source.run(['for-each-ref', `--merged=${commit}`, format, 'refs/tags']);
  const wanted = `refs/tags/${tag}`;
  const tags = printed
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [name = '', object = '', type = '', peeled = ''] = line.split(' ');
      return { name, object, at: type === 'tag' ? peeled : object };
    })
    .filter(({ name, at }) => (at === commit) === (name === wanted));
  if (!tags.some(({ name }) => name === wanted)) tags.push({ name: wanted, object: commit, at: commit });
  return tags
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
    .map(({ name, object }) => `${object} ${name}\n`)
    .join('');
};

const refuseSubmodules = async (source: Git, commit: string): Promise<void> => {
  const tree = (await source.run(['ls-tree', '-r', '-z', '--full-tree', commit])).toString('utf8');
  const [, path] = /(?:^|\0)160000 commit [0-9a-f]+\t([^\0]*)/.exec(tree) ?? [];
  if (path === undefined) return;
  throw new Failure(
    'SUBMODULES_UNSUPPORTED',
    `${JSON.stringify(path)} is a submodule, and a checkout holds none`,
    {
      remedy: 'let the build fetch it by its exact commit, or take its files into the repository',
    },
  );
};

/**
 * Some packers copy file times into what they make: those of the commit are the same everywhere. Synchronous calls:
 * each takes microseconds, and a trip to another thread ten times as long.
 */
const setTimes = async (git: Git, dir: string, epoch: number): Promise<void> => {
  const paths = (await git.run(['ls-files', '-z']))
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
  const directories = new Set<string>();
  for (const path of paths) {
    lutimesSync(join(dir, path), epoch, epoch);
    for (let above = dirname(path); above !== '.' && !directories.has(above); above = dirname(above))
      directories.add(above);
  }
  for (const directory of directories) lutimesSync(join(dir, directory), epoch, epoch);
  await git.run(['update-index', '-q', '--refresh']);
};
