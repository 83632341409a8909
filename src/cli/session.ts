// One run of the program in its process: arguments, signals, the two streams, the exit code.
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

import { Failure } from '../domain/failure.ts';
import { neutral } from '../formats/neutral.ts';
import type { Invocation } from './command.ts';
import { takesColor, type GlobalOptions } from './options.ts';
import { answerOutput, asksForJson, failureOutput, type Output, type Style } from './output.ts';
import { parseArguments } from './program.ts';

/** Runs one command line to its end. Only `process.exitCode` is set: exiting now would cut off a slow pipe. */
export const main = async (argv: readonly string[]): Promise<void> => {
  // Nobody is ever shown a stack, and taking one makes V8 read the source of everything on it again.
  Error.stackTraceLimit = 0;
  surviveClosedPipes();
  const style: Style = {
    format: asksForJson(argv) ? 'json' : 'text',
    color: {
      stdout: takesColor(process.env, process.stdout),
      stderr: takesColor(process.env, process.stderr),
    },
  };
  const end = new AbortController();
  const faulted = endOnSignals(end);
  const output = await Promise.race([run(argv, style, end.signal), faulted]).catch((thrown: unknown) =>
    failureOutput(end.signal.aborted && isAbort(thrown) ? end.signal.reason : thrown, style),
  );
  process.stderr.write(output.stderr);
  process.stdout.write(output.stdout);
  process.exitCode = output.exit;
  // When nothing more is to come, all is written: then giving back memory piece by piece is left out. Not before this
  // place: a run that never ends must not look like one that ended well.
  process.once('beforeExit', () => process.exit(output.exit));
};

const run = async (argv: readonly string[], style: Style, ended: AbortSignal): Promise<Output> => {
  const { globals, action } = parseArguments(argv);
  return answerOutput(await action(invocationOf(globals, style, ended)), style);
};

const invocationOf = (globals: GlobalOptions, style: Style, ended: AbortSignal): Invocation => {
  const quiet = globals.quiet === true;
  return {
    directory: resolve(globals.C ?? '.'),
    config: globals.config,
    format: style.format,
    quiet,
    verbose: globals.verbose === true,
    jobs: globals.jobs ?? availableParallelism(),
    timeout: globals.timeout,
    env: process.env,
    warn: (line) => quiet || process.stderr.write(`${neutral(line)}\n`),
    screen: {
      write: (text) => process.stderr.write(text),
      columns: drawsOver(process.env) ? process.stderr.columns : undefined,
      color: style.color.stderr,
    },
    signal: globals.timeout === undefined ? ended : AbortSignal.any([ended, timeoutSignal(globals.timeout)]),
  };
};

/** Logs keep every line: where CI or a dumb terminal reads, nothing is drawn over. */
const drawsOver = (env: Readonly<Record<string, string | undefined>>): boolean =>
  !env['CI'] && env['TERM'] !== 'dumb';

const timeoutSignal = (milliseconds: number): AbortSignal => {
  const timer = new AbortController();
  const failure = new Failure('TIMED_OUT', `Not done within ${milliseconds / 1000} s.`, {
    remedy: 'Give the same command again, with a longer --timeout: it goes on where it stopped.',
  });
  setTimeout(() => timer.abort(failure), milliseconds).unref();
  return timer.signal;
};

const isAbort = (thrown: unknown): boolean => thrown instanceof Error && thrown.name === 'AbortError';

/** Ctrl-C reaches us once from the terminal and once more through npm or a launcher: within this, it is one. */
const SAME_MOMENT = 250;

/** Aborts on the first signal and on a fault; ends at once on a second Ctrl-C. Rejects when a fault was caught. */
const endOnSignals = (end: AbortController): Promise<never> => {
  let first: number | undefined;
  process.on('SIGINT', () => {
    first ??= performance.now();
    // Exit, not only its code: the user has asked twice. Listeners of `exit` end what still runs.
    if (performance.now() - first > SAME_MOMENT) process.exit(130);
    end.abort(stopped('INTERRUPTED', 'Interrupted.'));
  });
  process.on('SIGTERM', () => end.abort(stopped('TERMINATED', 'Told to end.')));
  return new Promise((_, reject) => {
    const fault = (thrown: unknown): void => {
      end.abort(thrown);
      reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
    };
    process.on('uncaughtException', fault);
    process.on('unhandledRejection', fault);
  });
};

const stopped = (code: 'INTERRUPTED' | 'TERMINATED', message: string): Failure =>
  new Failure(code, message, { remedy: 'Give the same command again: it goes on where it stopped.' });

/** Whoever reads us may stop reading (`| head`): that is no fault of anyone's. */
const surviveClosedPipes = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
};
