// Runs the built command line as a user does: a process of its own, its two streams and its exit code.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
export const BUILT = join(ROOT, 'dist/colophon.js');

export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs any program to its end; a signal that ended it counts as exit code -1. */
export const runProgram = (
  program: string,
  argv: readonly string[],
  { cwd, env }: RunOptions = {},
): Promise<Ran> =>
  new Promise((resolve) => {
    const options = { cwd: cwd ?? ROOT, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, [...argv], options, (error, stdout, stderr) => {
      const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ exit, stdout, stderr });
    });
  });

/** Runs the bundle that `npm run build` left, with this very Node. */
export const colophon = (argv: readonly string[], options: RunOptions = {}): Promise<Ran> => {
  if (!existsSync(BUILT)) throw new Error('dist/colophon.js is not there: npm run build');
  return runProgram(process.execPath, [BUILT, ...argv], options);
};
