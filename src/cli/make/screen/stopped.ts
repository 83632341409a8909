// How a command that makes releases ends before its time: why, what is public now, and what to type next.
import type { FailureCode } from '../../../domain/failure-codes.ts';
import type { Failure } from '../../../domain/failure.ts';
import { neutral } from '../../../formats/neutral.ts';
import type { Answer, Invocation } from '../../command.ts';
import { failureOutput } from '../../output.ts';

/** What whoever looks from outside can see of the release now. */
export type Public = 'nothing' | 'digests' | 'names';

export interface Stop {
  readonly failure: Failure;
  readonly public: Public;
  /** The argument vector that goes on, or tries again. */
  readonly next: readonly string[];
}

/** The answer of a stop; in text the reason goes to standard error. */
export const stopped = (stop: Stop, { screen, format }: Pick<Invocation, 'screen' | 'format'>): Answer => {
  const { failure, next } = stop;
  const { told: code, message, remedy, at, exit, more, findings } = failure;
  if (format === 'text') {
    const color = { stdout: false, stderr: screen.color };
    screen.write(failureOutput(failure, { format, color }).stderr);
    screen.write(
      `\n  public now: ${WORDS[stop.public]}\n  ${SAME.has(failure.code) ? 'go on' : 'then'}:       ${neutral(shellLine(next))}\n`,
    );
  }
  return {
    exit,
    document: {
      kind: 'colophon.error',
      error: {
        code,
        message,
        remedy,
        ...(at === undefined ? {} : { at }),
        ...(more.length === 0 ? {} : { more }),
      },
      public: stop.public,
      next,
      ...(findings.length === 0 ? {} : { findings }),
    },
    text: '',
  };
};

const WORDS: Readonly<Record<Public, string>> = {
  nothing: 'nothing',
  digests: 'content in registries by digest, without a name',
  names: 'the whole release, under its name',
};
/** Stops after which the same command simply goes on. */
const SAME: ReadonlySet<FailureCode> = new Set([
  'INTERRUPTED',
  'TERMINATED',
  'TIMED_OUT',
  'NOT_CONFIRMED',
  'DISK_FULL',
]);

/** Words as one types them in a shell. */
export const shellLine = (words: readonly string[]): string =>
  words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
