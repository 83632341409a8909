// Programs that keep credentials for Docker (docker/docker-credential-helpers, "Development"): asked one question, within
// bounds of time and size, and never quoted.
import { type ChildProcess, spawn } from 'node:child_process';

import { Failure } from '../../domain/failure.ts';
import { FormatError } from '../../formats/format-error.ts';
import { parseJson } from '../../formats/json.ts';
import { maybe, object, text } from '../../formats/strict.ts';
import type { Credential } from '../registry-reader/credentials.ts';
import { credentialFrom } from './file.ts';

export interface HelperOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
  /** Milliseconds; 30,000. */
  readonly patience?: number;
}

/** Bytes; a token of any kind is shorter. */
const MAX_OUTPUT = 1024 * 1024;

/**
 * What `docker-credential-NAME get` answers for a host; `undefined` where it knows none. Fails with
 * `CREDENTIAL_HELPER_FAILED`, and with the reason of the signal.
 */
export const askHelper = async (
  name: string,
  server: string,
  options: HelperOptions,
): Promise<Credential | undefined> => {
  const program = `docker-credential-${name}`;
  const { output, fault } = await run(program, server, options);
  options.signal?.throwIfAborted();
  if (fault !== undefined) {
    if (NOT_FOUND.test(output)) return undefined;
    throw failed(program, server, fault);
  }
  try {
    const fields = object(parseJson(Buffer.from(output, 'utf8'), { bytes: MAX_OUTPUT, depth: 8 }), '');
    return credentialFrom(maybe(fields, 'Username', '', text) ?? '', maybe(fields, 'Secret', '', text) ?? '');
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw failed(program, server, 'what it printed is no credential');
  }
};

/** As the helpers' own library says it. */
const NOT_FOUND = /^credentials not found/m;

interface Ran {
  readonly output: string;
  /** Why what it printed does not count. */
  readonly fault?: string;
}

const run = (
  program: string,
  server: string,
  { env, signal, patience = 30_000 }: HelperOptions,
): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(program, ['get'], { env, stdio: ['pipe', 'pipe', 'ignore'], detached: DETACHED });
    const parts: Buffer[] = [];
    let size = 0;
    const end = (ran: Omit<Ran, 'output'>): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve({ output: Buffer.concat(parts).toString('utf8'), ...ran });
    };
    const give = (fault: string): void => {
      kill(child);
      // Whoever still holds the pipe is waited for by nobody.
      child.stdout.destroy();
      child.unref();
      end({ fault });
    };
    const stop = (): void => give('it was interrupted');
    const timer = setTimeout(() => give(`it gave no answer within ${patience / 1000} s`), patience);
    signal?.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (part: Buffer) => {
      size += part.length;
      parts.push(part);
      if (size > MAX_OUTPUT) give('it printed too much');
    });
    // It may end without having read.
    child.stdin.on('error', () => {});
    child.stdin.end(server);
    child.on('error', (error) =>
      end({
        fault: 'code' in error && error.code === 'ENOENT' ? 'there is no such program' : 'it cannot be run',
      }),
    );
    child.on('close', (code) => end(code === 0 ? {} : { fault: `it ended with ${code ?? 'a signal'}` }));
  });

/** A group of its own, so that what it starts ends with it. */
const DETACHED = process.platform !== 'win32';

const kill = (child: ChildProcess): void => {
  try {
    if (DETACHED && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended already.
  }
};

const failed = (program: string, server: string, why: string): Failure =>
  new Failure('CREDENTIAL_HELPER_FAILED', `${program} gave no credential for ${server}: ${why}`, {
    remedy: `Try it by hand: echo ${server} | ${program} get`,
  });
