// Runs plain `git`, hardened: no hooks, no monitors, no drivers, no configuration of user or machine, no prompts,
// no network, and never a write to the repository that is read (git 2.30 and later).
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

import { Failure } from '../../domain/failure.ts';
import { neutral } from '../../formats/neutral.ts';

export interface GitOptions {
  /** A directory of Colophon's own; a small configuration is written there. */
  readonly scratch: string;
  /** Only `PATH` is looked at. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Files are made with umask 022, whatever ours is. */
  readonly plainModes?: boolean;
}

export interface GitAnswer {
  readonly code: number;
  readonly stdout: Buffer;
  /** Its last 4 KiB. */
  readonly stderr: string;
}

export interface GitProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Settles when the process has ended. */
  readonly ended: Promise<{ readonly code: number; readonly stderr: string }>;
  readonly end: () => void;
}

export interface Git {
  readonly signal: AbortSignal;
  /** Runs to the end; answers whatever the exit code is. Fails with `TOOL_MISSING`, or with `GIT_FAILED` above `limit` bytes. */
  readonly ask: (args: readonly string[], input?: string, limit?: number) => Promise<GitAnswer>;
  /** Runs to the end and answers what was printed; fails with `GIT_FAILED` when git does. */
  readonly run: (args: readonly string[], input?: string, limit?: number) => Promise<Buffer>;
  readonly start: (args: readonly string[]) => GitProcess;
}

/** A hardened git; `before` are options for every call, such as `--git-dir=…`. */
export const createGit = async (options: GitOptions, ...before: readonly string[]): Promise<Git> => {
  const home = join(options.scratch, 'git-home');
  await mkdir(home, { recursive: true });
  await writeFile(join(home, '.gitconfig'), '[safe]\n\tdirectory = *\n');
  const env = {
    ...(options.environment['PATH'] === undefined ? {} : { PATH: options.environment['PATH'] }),
    ...HARDENED,
    HOME: home,
    XDG_CONFIG_HOME: home,
    GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
  };
  return withPrefix({ env, signal: options.signal, plainModes: options.plainModes ?? false }, [
    ...SETTINGS.flatMap((setting) => ['-c', setting]),
    ...before,
  ]);
};

const HARDENED = {
  LC_ALL: 'C',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_GRAFT_FILE: '/dev/null',
  GIT_PAGER: 'cat',
  GIT_DEFAULT_HASH: 'sha1',
  GIT_DEFAULT_REF_FORMAT: 'files',
};

// On the command line they stand above the repository's own configuration.
const SETTINGS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.untrackedCache=false',
  'core.pager=cat',
  'core.quotePath=false',
  'core.commitGraph=false',
  'credential.helper=',
  'diff.external=',
  'gc.auto=0',
  'maintenance.auto=false',
  'log.showSignature=false',
  'protocol.allow=never',
  'submodule.recurse=false',
  'init.templateDir=',
  'init.defaultBranch=main',
  'advice.detachedHead=false',
];

interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly plainModes: boolean;
}

const withPrefix = (around: Surroundings, prefix: readonly string[]): Git => {
  const { signal } = around;
  const start: Git['start'] = (args) => {
    signal.throwIfAborted();
    return launch(around, [...prefix, ...args]);
  };
  const ask: Git['ask'] = async (args, input, limit = 256 * 1024 * 1024) => {
    const child = start(args);
    child.stdin.end(input ?? '');
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) {
        child.end();
        throw gitFailed(args, `it printed more than ${limit} bytes`);
      }
      chunks.push(chunk);
    }
    const { code, stderr } = await child.ended;
    signal.throwIfAborted();
    return { code, stdout: Buffer.concat(chunks), stderr };
  };
  return {
    signal,
    start,
    ask,
    run: async (args, input, limit) => {
      const { code, stdout, stderr } = await ask(args, input, limit);
      if (code !== 0) throw gitFailed(args, stderr);
      return stdout;
    },
  };
};

const launch = ({ env, signal, plainModes }: Surroundings, args: readonly string[]): GitProcess => {
  const [file, before] = plainModes ? ['/bin/sh', ['-c', 'umask 022; exec git "$@"', 'sh']] : ['git', []];
  const child = spawn(file, [...before, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const end = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4096)));
  child.stdin.on('error', () => undefined); // a git that ended early says why in its exit code
  const ended = new Promise<{ code: number; stderr: string }>((resolve, reject) => {
    child.on('error', (cause) => reject(gitMissing(cause)));
    child.on('close', (code) => resolve({ code: code ?? 128, stderr }));
  });
  ended.catch(() => undefined).finally(() => signal.removeEventListener('abort', end));
  return { stdin: child.stdin, stdout: child.stdout, ended, end };
};

/** The failure of a git command that should have worked: `GIT_FAILED`, or `DISK_FULL`. */
export const gitFailed = (args: readonly string[], said: string): Failure => {
  const message = `git ${args[0] ?? ''} failed: ${neutral(said.trim().split('\n').at(-1) ?? '')}`;
  return said.includes('No space left on device')
    ? new Failure('DISK_FULL', message, { remedy: 'make room on the disk and run the same command again' })
    : new Failure('GIT_FAILED', message, {
        remedy: 'run `git fsck` in the repository; a partial clone has to be fetched whole',
      });
};

const gitMissing = (cause: unknown): Failure =>
  new Failure('TOOL_MISSING', 'git is not on PATH', { remedy: 'install git 2.30 or later', cause });
