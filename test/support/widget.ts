// Makes a git repository of examples/widget whose commit ids are the same on every machine.
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface WidgetOptions {
  /** Where the working copy is made; must not exist or be empty. */
  readonly dir: string;
  /** Put on the last commit; none when absent. */
  readonly tag?: string;
  /** Makes the tag an annotated one. */
  readonly annotated?: boolean;
  /** How many commits, the project itself being the first (default 1). */
  readonly commits?: number;
  /** `remote.origin.url`; none when absent. */
  readonly origin?: string;
  /** Called after the project is copied and before the first commit. */
  readonly change?: (dir: string) => void;
}

export interface Widget {
  readonly dir: string;
  /** The last commit. */
  readonly commit: string;
  /** Every commit, oldest first. */
  readonly commits: readonly string[];
  /** Runs git in it, with a fixed author and time; answers what it prints, without the final line feed. */
  readonly git: (...args: readonly string[]) => string;
}

const EXAMPLE = fileURLToPath(new URL('../../examples/widget', import.meta.url));
/** 2026-03-04T05:06:07+02:00; each further commit is an hour later. */
const FIRST = 1772593567;
const EXECUTABLE = new Set(['src/widget.mjs']);

/** The repository, on branch `main`, clean. */
export const createWidget = ({
  dir,
  tag,
  annotated = false,
  commits = 1,
  origin,
  change,
}: WidgetOptions): Widget => {
  mkdirSync(dir, { recursive: true });
  cpSync(EXAMPLE, dir, { recursive: true });
  normaliseModes(dir);
  change?.(dir);
  let made = 0;
  const git = (...args: readonly string[]): string =>
    execFileSync('git', [...args], {
      cwd: dir,
      env: environment(FIRST + 3600 * made),
      encoding: 'utf8',
    }).replace(/\n$/, '');
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'core.autocrlf', 'false');
  if (origin !== undefined) git('config', 'remote.origin.url', origin);
  git('add', '--all');
  git('commit', '--quiet', '--message=Greet people');
  const ids = [git('rev-parse', 'HEAD')];
  for (made = 1; made < commits; made += 1) {
    appendFileSync(join(dir, 'vendor/table.csv'), `Greeting ${made},x-${made}\n`);
    git('commit', '--quiet', '--all', `--message=Greet in language ${made} (#${made})`);
    ids.push(git('rev-parse', 'HEAD'));
  }
  if (tag !== undefined) git('tag', ...(annotated ? ['--annotate', `--message=${tag}`] : []), tag);
  return { dir, commit: ids.at(-1) ?? '', commits: ids, git };
};

const environment = (seconds: number): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Widget Maker',
  GIT_AUTHOR_EMAIL: 'maker@widget.invalid',
  GIT_AUTHOR_DATE: `${seconds} +0200`,
  GIT_COMMITTER_NAME: 'Widget Maker',
  GIT_COMMITTER_EMAIL: 'maker@widget.invalid',
  GIT_COMMITTER_DATE: `${seconds} +0200`,
});

/** A checkout under another umask, or on a disk without modes, must not change the commit. */
const normaliseModes = (dir: string): void => {
  for (const entry of readdirSync(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const relative = path.slice(dir.length + 1);
    chmodSync(path, entry.isDirectory() || EXECUTABLE.has(relative) ? 0o755 : 0o644);
  }
};
