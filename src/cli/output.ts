// What is printed and how the process ends: an answer or a failure, as text or as exactly one JSON document.
import { Failure } from '../domain/failure.ts';
import { neutral, neutralJson, neutralScreen } from '../formats/neutral.ts';
import type { Answer } from './command.ts';
import { REPORT_URL } from './version.ts';

export interface Style {
  readonly format: 'text' | 'json';
  /** Whether standard output, and standard error, take colours. */
  readonly color: { readonly stdout: boolean; readonly stderr: boolean };
}

export interface Output {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** What an answer prints: its text, or its document within the envelope that all documents share. */
export const answerOutput = ({ exit, document, text }: Answer, { format, color }: Style): Output => {
  const { kind, ...content } = document;
  const stdout =
    format === 'text'
      ? neutralScreen(text, color.stdout)
      : jsonText({ kind, version: 1, ok: exit === 0, exit, ...content });
  return { stdout, stderr: '', exit };
};

/** What anything thrown prints: never a stack. Anything but a `Failure` is a fault of Colophon's own. */
export const failureOutput = (thrown: unknown, { format, color }: Style): Output => {
  const { told: code, message, remedy, at, exit, more, output } = asFailure(thrown);
  if (format === 'json') {
    const error = {
      code,
      message,
      remedy,
      ...(at === undefined ? {} : { at }),
      ...(more.length === 0 ? {} : { more }),
      ...(output.length === 0 ? {} : { output }),
    };
    return {
      stdout: jsonText({ kind: 'colophon.error', version: 1, ok: false, exit, error }),
      stderr: '',
      exit,
    };
  }
  const [red, dim, plain] = color.stderr ? ['\x1b[31m', '\x1b[2m', '\x1b[0m'] : ['', '', ''];
  const place = at === undefined ? '' : `  ${neutral(at)}\n`;
  const others = more
    .map((fault) => `${red}✗${plain} ${neutral(fault.message)}\n  ${dim}${neutral(fault.at)}${plain}\n`)
    .join('');
  const printed = output.map((line) => `  ${dim}│${plain} ${neutral(line)}\n`).join('');
  const stderr = `${red}✗${plain} ${neutral(message)}\n${printed}${place}${others}  ${neutral(remedy)}\n  ${dim}${code}${plain}\n`;
  return { stdout: '', stderr, exit };
};

/** Whether JSON is asked for, told from the raw arguments: needed before, and when, they cannot be parsed. */
export const asksForJson = (argv: readonly string[]): boolean => {
  const end = argv.indexOf('--');
  const options = end === -1 ? argv : argv.slice(0, end);
  return options.some(
    (option, at) =>
      option === '--json' ||
      option === '--format=json' ||
      (option === '--format' && options[at + 1] === 'json'),
  );
};

/** A `Failure` as it is; a full disk by its name; all else as `INTERNAL`, without its stack. */
export const asFailure = (thrown: unknown): Failure => {
  if (thrown instanceof Failure) return thrown;
  if (thrown instanceof Error && thrown.cause instanceof Failure) return thrown.cause;
  if (codeOf(thrown) === 'ENOSPC') {
    return new Failure('DISK_FULL', 'The disk is full.', {
      remedy: 'Free some space, then give the same command again: it goes on where it stopped.',
      cause: thrown,
    });
  }
  const said = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new Failure('INTERNAL', `Colophon met a fault of its own: ${said.slice(0, LONGEST)}`, {
    remedy: `Please report this sentence and the command at ${REPORT_URL}`,
    cause: thrown,
  });
};

const LONGEST = 300;

const codeOf = (thrown: unknown): unknown =>
  typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;

const jsonText = (document: unknown): string => `${neutralJson(JSON.stringify(document, null, 2))}\n`;
