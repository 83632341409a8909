// Runs one command in a process group of its own and ends the whole group: at its end, on timeout, on abort, and when
// Colophon itself is killed.
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

import { Failure } from '../../domain/failure.ts';
import { neutral } from '../../formats/neutral.ts';
import { createOutput, type Output } from './output.ts';

export interface ProcessRequest {
  /** Who runs it, for messages: a builder's id. */
  readonly label: string;
  readonly argv: readonly string[];
  /** Absolute, and there. */
  readonly cwd: string;
  /** All of it: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** An open file that takes standard output; its lines are not shown then. */
  readonly stdout?: number;
  readonly line: (text: string) => void;
  /** Milliseconds between asking a group to end and ending it (default 5,000). */
  readonly grace?: number;
}

/**
 * Runs it to its end with standard input closed and umask 022. Fails with `TOOL_MISSING`, with `BUILD_FAILED` or
 * `BUILD_TIMEOUT`, which hold the last lines, and with the signal's reason when aborted.
 */
export const runProcess = async (request: ProcessRequest): Promise<void> => {
  request.signal.throwIfAborted();
  const [tool] = request.argv;
  if (tool === undefined || !isThere(tool, request)) throw toolMissing(tool ?? '', request.label);
  const output = createOutput(request.line);
  const { code, signal, why } = await ended(request, output);
  request.signal.throwIfAborted();
  if (why === 'timeout') throw timedOut(request, output);
  if (code !== 0)
    throw failed(request, output, code === null ? `was ended by ${signal}` : `ended with exit code ${code}`);
};

/** Whether the program can be found as `execvp` would find it. */
const isThere = (tool: string, { cwd, env }: ProcessRequest): boolean => {
  const places = tool.includes('/') || isAbsolute(tool) ? [''] : (env['PATH'] ?? '').split(delimiter);
  return places.some((place) => {
    const path = resolve(cwd, place === '' ? tool : join(place, tool));
    try {
      accessSync(path, constants.X_OK);
      return statSync(path).isFile();
    } catch {
      return false;
    }
  });
};

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly why: 'itself' | 'timeout' | 'aborted';
}

// The umask is the child's own business: setting ours around the call would race with files written elsewhere. Beside the
// command a shell waits for the end of a pipe that nobody writes into: it comes when this process is gone, however that
// was, and then the group ends. It is no child of the command's, which might wait for all that it has.
const SHELL = [
  '-c',
  `( { trap '' TERM INT HUP; read -r gone; kill -KILL 0; } <&3 >/dev/null 2>&1 & ); umask 022; exec "$@" 3<&-`,
  'sh',
];

const ended = (request: ProcessRequest, output: Output): Promise<Ended> =>
  new Promise((settle, fail) => {
    const child = spawn('/bin/sh', [...SHELL, ...request.argv], {
      cwd: request.cwd,
      env: { ...request.env },
      stdio: ['ignore', request.stdout ?? 'pipe', 'pipe', 'pipe'],
      detached: true,
    });
    let why: Ended['why'] = 'itself';
    let later: NodeJS.Timeout | undefined;
    const group = (name: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, name);
      } catch {
        // nobody of the group is left
      }
    };
    const stop = (reason: 'timeout' | 'aborted'): void => {
      if (why !== 'itself') return;
      why = reason;
      group('SIGTERM');
      later = setTimeout(() => group('SIGKILL'), request.grace ?? 5000);
    };
    const timer = setTimeout(() => stop('timeout'), Math.min(request.timeout * 1000, 2 ** 31 - 1));
    const abort = (): void => stop('aborted');
    request.signal.addEventListener('abort', abort, { once: true });
    for (const source of [child.stdout, child.stderr]) {
      const stream = output.stream();
      source?.on('data', stream.push).on('end', stream.end);
    }
    const settled = (): void => {
      clearTimeout(timer);
      clearTimeout(later);
      request.signal.removeEventListener('abort', abort);
    };
    child.on('error', (cause) => {
      settled();
      fail(notStarted(request, cause));
    });
    child.on('exit', () => {
      // What it left running must not outlive it, nor hold its pipes open.
      group('SIGKILL');
      child.stdio[3]?.destroy();
      setTimeout(() => [child.stdout, child.stderr].forEach((source) => source?.destroy()), 1000).unref();
    });
    child.on('close', (code, signal) => {
      settled();
      settle({ code, signal, why });
    });
  });

const shown = ({ argv }: ProcessRequest): string =>
  argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${neutral(word)}'`)).join(' ');

const failed = (request: ProcessRequest, output: Output, how: string): Failure =>
  new Failure('BUILD_FAILED', `${request.label}: ${shown(request)} ${how}`, {
    remedy:
      'mend what the command complains about; it ran in a clean checkout with an empty HOME and few variables',
    output: output.last(40),
  });

const timedOut = (request: ProcessRequest, output: Output): Failure =>
  new Failure(
    'BUILD_TIMEOUT',
    `${request.label}: ${shown(request)} had not ended after ${request.timeout} s`,
    {
      remedy: 'find out what it waits for (standard input is closed), or give the builder a longer timeout',
      output: output.last(40),
    },
  );

const notStarted = (request: ProcessRequest, cause: Error): Failure =>
  new Failure('BUILD_FAILED', `${request.label}: ${shown(request)} could not be started: ${cause.message}`, {
    remedy: 'look at its arguments and environment: the system takes some hundred kilobytes of both',
    cause,
  });

const toolMissing = (tool: string, label: string): Failure =>
  new Failure('TOOL_MISSING', `${label}: ${neutral(JSON.stringify(tool))} is not on PATH`, {
    remedy: tool.includes('/')
      ? 'commit it as an executable file, or build it first'
      : `install ${neutral(tool)} and put it on PATH`,
  });
