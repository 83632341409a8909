// Whatever is thrown becomes a failure with a code.
import { Failure } from '../domain/failure.ts';

/** The failure itself; a full disk by its own code; anything else is a fault of ours, said without a stack. */
export const failureOf = (error: unknown, where: string): Failure => {
  if (error instanceof Failure) return error;
  if (hasCode(error) && FULL.has(error.code))
    return new Failure('DISK_FULL', `there is no space left on the disk (${where})`, {
      remedy: 'make room and run the same command again',
      cause: error,
    });
  return new Failure('INTERNAL', `a fault of Colophon's own in ${where}: ${wordsOf(error)}`, {
    remedy: 'please report it with the command that you ran; the same command may be tried again',
    cause: error,
  });
};

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

const hasCode = (error: unknown): error is { readonly code: string } =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';

const wordsOf = (error: unknown): string =>
  error instanceof Error
    ? (error.message.split('\n')[0] ?? error.name)
    : 'something that is no error was thrown';
