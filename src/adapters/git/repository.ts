// Opens what people call a repository: a working copy or a directory inside one, a bare repository, a git bundle.
import { open as openFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { neutral } from '../../formats/neutral.ts';
import type { Source } from '../../ports/source.ts';
import { createGit, type Git, type GitOptions } from './command.ts';
import { createObjects } from './objects.ts';
import { type Origin, parseOrigin } from './origin.ts';
import { createSource, refs } from './source.ts';
import { countUncommitted } from './status.ts';

export interface RepositoryOptions {
  /** A directory of Colophon's own; a bundle is cloned into it. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Only `PATH` is looked at; without it git is taken from the system's own directories. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The forge's host; `github.com` when absent. */
  readonly host?: string;
}

export interface Repository {
  readonly source: Source;
  /** Absolute; where objects and refs lie. */
  readonly gitDir: string;
  readonly origin?: Origin;
  /** Absolute; absent for a bare repository and a bundle. */
  readonly workTree?: string;
  /** Paths that differ from the commit at HEAD, new ones included. */
  readonly uncommitted: number;
  /** The commit at HEAD; for a bundle without one, that of its only branch. `undefined`: a ref must be named. */
  readonly head: string | undefined;
  /** Tags of that commit, in byte order. */
  readonly tagsAtHead: readonly string[];
  readonly close: () => Promise<void>;
}

/**
 * Opens a repository and never writes to it. Fails with `NOT_A_GIT_REPOSITORY`, `SHALLOW_CLONE`, and with
 * `TOOL_MISSING` without git.
 */
export const openRepository = async (path: string, options: RepositoryOptions): Promise<Repository> => {
  const gitOptions = {
    scratch: options.scratch,
    signal: options.signal,
    environment: options.environment ?? {},
  };
  const place = await find(resolve(path), gitOptions);
  const git = await createGit(gitOptions, `--git-dir=${place.gitDir}`);
  if ((await git.run(['rev-parse', '--is-shallow-repository'])).toString().trim() === 'true')
    throw shallow(path);
  const objects = createObjects(git);
  const head = (await objects.get('HEAD^{commit}'))?.id;
  const origin = place.bundle ? undefined : await originOf(git, options.host);
  const tags = head === undefined ? [] : await refs(git, ['--points-at', head, 'refs/tags']);
  return {
    source: createSource(git, objects),
    gitDir: place.commonDir,
    ...(origin === undefined ? {} : { origin }),
    ...(place.workTree === undefined ? {} : { workTree: place.workTree }),
    uncommitted: place.workTree === undefined ? 0 : await countUncommitted(git, place.workTree),
    head,
    tagsAtHead: tags.map((ref) => ref.slice('refs/tags/'.length)),
    close: objects.close,
  };
};

/** Where a repository lies; a worktree's own directory differs from the one that holds refs and objects. */
interface Place {
  readonly gitDir: string;
  readonly commonDir: string;
  readonly workTree?: string;
  readonly bundle: boolean;
}

const find = async (path: string, options: GitOptions): Promise<Place> => {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw notARepository(path, 'there is no such path');
  if (found.isDirectory()) return discover(path, await createGit(options));
  if (found.isFile() && (await isBundle(path))) return unpackBundle(path, options);
  throw notARepository(path, 'it is a file, and no git bundle');
};

const discover = async (path: string, git: Git): Promise<Place> => {
  const line = async (what: string): Promise<string | undefined> => {
    const { code, stdout } = await git.ask(['-C', path, 'rev-parse', what]);
    return code === 0 ? stdout.toString('utf8').replace(/\n$/, '') : undefined;
  };
  const gitDir = await line('--absolute-git-dir');
  if (gitDir === undefined) throw notARepository(path, 'neither it nor a directory above it holds .git');
  const commonDir = resolve(path, (await line('--git-common-dir')) ?? gitDir);
  const workTree = (await line('--show-toplevel')) ?? '';
  return { gitDir, commonDir, bundle: false, ...(workTree === '' ? {} : { workTree }) };
};

const isBundle = async (path: string): Promise<boolean> => {
  const file = await openFile(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    return /^# v\d+ git bundle\n/.test(buffer.subarray(0, bytesRead).toString('latin1'));
  } finally {
    await file.close();
  }
};

/** A bundle cannot be read in place: all its refs go into a bare repository of our own. */
const unpackBundle = async (path: string, options: GitOptions): Promise<Place> => {
  const gitDir = join(options.scratch, 'bundle.git');
  await rm(gitDir, { recursive: true, force: true });
  const outside = await createGit(options);
  await outside.run(['init', '--quiet', '--bare', gitDir]);
  const git = await createGit(options, `--git-dir=${gitDir}`, '-c', 'protocol.file.allow=always');
  const fetched = await git.ask(['fetch', '--quiet', '--no-tags', path, '+refs/*:refs/*']);
  if (fetched.code !== 0) throw badBundle(path, fetched.stderr);
  const head = /^([0-9a-f]{40}) HEAD$/m.exec(
    (await git.run(['bundle', 'list-heads', path])).toString('utf8'),
  )?.[1];
  const branches = await refs(git, ['refs/heads']);
  const only = branches.length === 1 ? branches[0] : undefined;
  await writeFile(join(gitDir, 'HEAD'), `${head ?? `ref: ${only ?? 'refs/heads/none-in-this-bundle'}`}\n`);
  return { gitDir, commonDir: gitDir, bundle: true };
};

const originOf = async (git: Git, host: string | undefined): Promise<Origin | undefined> => {
  const { code, stdout } = await git.ask(['config', '--local', '-z', '--get', 'remote.origin.url']);
  const [url = ''] = stdout.toString('utf8').split('\0');
  return code === 0 && url !== '' ? parseOrigin(url, host) : undefined;
};

const notARepository = (path: string, why: string): Failure =>
  new Failure('NOT_A_GIT_REPOSITORY', `${JSON.stringify(path)} is no git repository: ${why}`, {
    remedy: 'name a working copy, a bare repository or a file made by `git bundle create F --all`',
  });

const badBundle = (path: string, said: string): Failure =>
  new Failure(
    'NOT_A_GIT_REPOSITORY',
    `the bundle ${JSON.stringify(path)} cannot be read: ${neutral(said.trim().split('\n').at(-1) ?? '')}`,
    {
      remedy: 'make it whole, by `git bundle create F --all`',
    },
  );

const shallow = (path: string): Failure =>
  new Failure(
    'SHALLOW_CLONE',
    `${JSON.stringify(path)} is a shallow clone: history and tags are not all there`,
    {
      remedy: 'run `git fetch --unshallow --tags`, or check out with `fetch-depth: 0`',
    },
  );
