import { describe, expect, it } from 'vitest';

import { Failure } from '../domain/failure.ts';
import { answerOutput, asksForJson, failureOutput, type Style } from './output.ts';

const plain = { stdout: false, stderr: false };
const text: Style = { format: 'text', color: plain };
const json: Style = { format: 'json', color: plain };

const ANSWER = { exit: 1, document: { kind: 'colophon.verdict', verified: false }, text: 'refused\n' };

describe('an answer', () => {
  it('prints its text and nothing else', () => {
    expect(answerOutput(ANSWER, text)).toEqual({ stdout: 'refused\n', stderr: '', exit: 1 });
  });

  it('prints one document whose envelope agrees with the exit code', () => {
    const { stdout, stderr, exit } = answerOutput(ANSWER, json);
    expect({ document: JSON.parse(stdout) as unknown, stderr, exit }).toEqual({
      document: { kind: 'colophon.verdict', version: 1, ok: false, exit: 1, verified: false },
      stderr: '',
      exit: 1,
    });
  });

  it('never hands a terminal escape on, in either format', () => {
    const hostile = {
      exit: 0,
      document: { kind: 'colophon.verdict', name: 'a\x9b2J\u202e' },
      text: 'a\x1b[2J\x1b[31mb\n',
    };
    expect(answerOutput(hostile, text).stdout).toBe('a\\x1b[2Jb\n');
    expect(answerOutput(hostile, json).stdout).toContain('"a\\u009b2J\\u202e"');
  });
});

describe('something thrown', () => {
  const failure = new Failure('CONFIG_INVALID', 'There is no key "sings".', {
    remedy: 'Say sign.',
    at: 'colophon.yaml:3:7',
  });
  const fault = new TypeError('x is not a function');
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });

  it('goes to standard error as a sentence, a place, a remedy and a code', () => {
    expect(failureOutput(failure, text)).toEqual({
      stdout: '',
      stderr: '✗ There is no key "sings".\n  colophon.yaml:3:7\n  Say sign.\n  CONFIG_INVALID\n',
      exit: 2,
    });
  });

  it('shows what a failed command printed, line by line and harmless', () => {
    const failed = new Failure('BUILD_FAILED', 'web: it broke', {
      remedy: 'Mend it.',
      output: ['one', '\x1b[2Jtwo'],
    });
    expect(failureOutput(failed, text).stderr).toBe(
      '✗ web: it broke\n  │ one\n  │ \\x1b[2Jtwo\n  Mend it.\n  BUILD_FAILED\n',
    );
    expect(JSON.parse(failureOutput(failed, json).stdout)).toMatchObject({
      error: { output: ['one', '\x1b[2Jtwo'] },
    });
  });

  it.each([
    { name: 'a failure', thrown: failure, code: 'CONFIG_INVALID', exit: 2 },
    {
      name: 'a failure behind an abort',
      thrown: new Error('aborted', { cause: failure }),
      code: 'CONFIG_INVALID',
      exit: 2,
    },
    { name: 'a full disk', thrown: full, code: 'DISK_FULL', exit: 3 },
    { name: 'a fault of our own', thrown: fault, code: 'INTERNAL', exit: 70 },
    { name: 'what is no error at all', thrown: 'oh', code: 'INTERNAL', exit: 70 },
  ])('is one document too: $name', ({ thrown, code, exit }) => {
    const output = failureOutput(thrown, json);
    expect(JSON.parse(output.stdout)).toMatchObject({
      kind: 'colophon.error',
      ok: false,
      exit,
      error: { code },
    });
    expect(output).toMatchObject({ stderr: '', exit });
  });

  it('says how to report a fault, and never where in the code it happened', () => {
    const { stderr } = failureOutput(fault, text);
    expect(stderr).toContain('https://github.com/colophon-release/colophon/issues');
    expect(stderr).not.toMatch(/output\.test|\n +at /);
  });
});

it.each([
  { argv: ['verify', '--json'], expect: true },
  { argv: ['verify', '--format', 'json'], expect: true },
  { argv: ['--format=json', 'verify'], expect: true },
  { argv: ['verify', '--format', 'text'], expect: false },
  { argv: ['verify', '--', '--json'], expect: false },
  { argv: ['json'], expect: false },
])('sees whether JSON is asked for in $argv', ({ argv, expect: wanted }) => {
  expect(asksForJson(argv)).toBe(wanted);
});
