// What a command is given when a test calls it without a process of its own.
import type { Invocation } from '../../src/cli/command.ts';

export interface Heard {
  readonly invocation: Invocation;
  /** Everything that went to standard error. */
  readonly said: () => string;
}

export const quietInvocation = (directory: string, over: Partial<Invocation> = {}): Heard => {
  let said = '';
  const write = (text: string): void => {
    said += text;
  };
  return {
    said: () => said,
    invocation: {
      directory,
      config: 'colophon.yaml',
      format: 'text',
      quiet: false,
      verbose: false,
      jobs: 2,
      timeout: undefined,
      env: process.env,
      warn: (line) => write(`${line}\n`),
      screen: { write, columns: undefined, color: false },
      signal: new AbortController().signal,
      ...over,
    },
  };
};
