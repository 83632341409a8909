import { describe, expect, it } from 'vitest';

import { Failure } from '../domain/failure.ts';
import type { Invocation } from './command.ts';
import { parseArguments } from './program.ts';

const mistakeIn = (argv: readonly string[]): Failure => {
  try {
    parseArguments(argv);
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown;
    throw thrown;
  }
  throw new Error('it was accepted');
};

const invocation = {} as Invocation;

describe('a mistake', () => {
  it.each([
    { argv: ['verfy', 'x'], message: /Unknown command 'verfy'/, remedy: /Did you mean verify/ },
    {
      argv: ['verify', 'x', '--comit', '1'],
      message: /Unknown option '--comit'/,
      remedy: /Did you mean --commit/,
    },
    { argv: ['verify'], message: /Missing required argument 'target'/, remedy: /--help/ },
    { argv: ['verify', 'x', '--repo'], message: /argument missing/, remedy: /--help/ },
    { argv: ['plan', 'extra'], message: /Too many arguments/, remedy: /--help/ },
    {
      argv: ['rehearse', '--onyl', 'cli'],
      message: /Unknown option '--onyl'/,
      remedy: /Did you mean --only/,
    },
    { argv: ['rehearse', '--only'], message: /argument missing/, remedy: /--help/ },
    { argv: ['mirror', 'oci-layout:x'], message: /Missing required argument 'to'/, remedy: /--help/ },
    { argv: ['plan', '--format', 'xml'], message: /Allowed choices are text, json/, remedy: /--help/ },
    { argv: ['plan', '--jobs', '0'], message: /whole number/, remedy: /--help/ },
    { argv: ['plan', '--quiet', '--verbose'], message: /cannot be used with/, remedy: /--help/ },
  ])('is USAGE with a sentence and a remedy: $argv', ({ argv, message, remedy }) => {
    const failure = mistakeIn(argv);
    expect(failure).toMatchObject({ code: 'USAGE', exit: 2 });
    expect(failure.message).toMatch(message);
    expect(failure.remedy).toMatch(remedy);
  });

  it('of an expression where an exact identity is demanded is answered with that identity', () => {
    const failure = mistakeIn([
      'verify',
      'x',
      '--certificate-identity-regexp',
      '^https://github\\.com/acme/widget/$',
    ]);
    expect(failure).toMatchObject({
      code: 'USAGE',
      remedy: "Say --identity 'https://github.com/acme/widget/'",
    });
  });

  it('of an expression that has no one exact value is not guessed at', () => {
    expect(mistakeIn(['verify', 'x', '--certificate-identity-regexp', 'acme.*']).remedy).not.toContain(
      'acme',
    );
  });
});

describe('help and version', () => {
  it.each([['--help'], ['help'], ['verify', '--help'], ['plan', '-h'], ['rehearse', '--help']])(
    'answers %s %s with an example',
    async (...argv) => {
      const answer = await parseArguments(argv.filter(Boolean)).action(invocation);
      expect(answer).toMatchObject({ exit: 0, document: { kind: 'colophon.help' } });
      expect(answer.text).toMatch(/Examples?:\n {2}\$ colophon /);
    },
  );

  it('answers no command at all with the help, as a mistake', async () => {
    const answer = await parseArguments([]).action(invocation);
    expect(answer).toMatchObject({ exit: 2, document: { kind: 'colophon.error', error: { code: 'USAGE' } } });
    expect(answer.text).toContain('Usage: colophon');
  });

  it('answers the version as a document too', async () => {
    const answer = await parseArguments(['--json', '--version']).action(invocation);
    expect(answer).toMatchObject({ exit: 0, document: { kind: 'colophon.version', name: 'colophon' } });
  });
});

it('takes global options before and behind the command', () => {
  const before = parseArguments(['-C', 'x', '--json', '--jobs', '3', 'plan']).globals;
  const behind = parseArguments(['plan', '-C', 'x', '--json', '--jobs', '3']).globals;
  expect(before).toMatchObject({ C: 'x', json: true, jobs: 3, config: 'colophon.yaml' });
  expect(behind).toEqual(before);
});
