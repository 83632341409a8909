// What people may type: the commands, the options that all of them take, and what is said about a mistake.
import { Command, CommanderError, Option } from 'commander';

import { Failure } from '../domain/failure.ts';
import { type Answer, DEFAULT_CONFIGURATION, type Invocation } from './command.ts';
import { addDoctor } from './commands/doctor.ts';
import { addMirror } from './commands/mirror.ts';
import { addPlan } from './commands/plan.ts';
import { addRehearse } from './commands/rehearse.ts';
import { addStage } from './commands/stage.ts';
import { addVerify } from './commands/verify.ts';
import { parseDuration, parseJobs, type GlobalOptions } from './options.ts';
import { VERSION } from './version.ts';

/** A command with its arguments, ready to run. */
export type Action = (invocation: Invocation) => Promise<Answer>;
/** Takes what was chosen; called once by the command that was typed. */
export type Choose = (action: Action) => void;

export interface Choice {
  readonly globals: GlobalOptions;
  readonly action: Action;
}

/** Reads the arguments; fails with `USAGE`. Help and the version are actions too. */
export const parseArguments = (argv: readonly string[]): Choice => {
  let chosen: Action | undefined;
  const printed: string[] = [];
  const program = createProgram(
    (action) => (chosen = action),
    (text) => printed.push(text),
    argv[0],
  );
  try {
    program.parse(argv, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    chosen = asAction(thrown, printed.join(''));
  }
  if (chosen === undefined) throw new Error('no command was chosen');
  return {
    globals: program.opts<GlobalOptions & { config: string; format: 'text' | 'json' }>(),
    action: chosen,
  };
};

const COMMANDS: Readonly<Record<string, (program: Command, choose: Choose) => void>> = {
  plan: addPlan,
  rehearse: addRehearse,
  stage: addStage,
  verify: addVerify,
  mirror: addMirror,
  doctor: addDoctor,
};

/** All commands, or only the one that `first` names: nobody hears of the others then, and making them takes a while. */
const createProgram = (choose: Choose, print: (text: string) => void, first: string | undefined): Command => {
  const program = new Command('colophon')
    .description('Takes a git tag to a signed, proved, published release, and lets anyone verify it.')
    .version(VERSION, '-V, --version', 'print the version')
    .option('-C <dir>', 'run as if started in this directory')
    .option(
      '--config <file>',
      'the configuration: a path in the repository, else a file here',
      DEFAULT_CONFIGURATION,
    )
    .addOption(
      new Option('--format <format>', 'how results are printed').choices(['text', 'json']).default('text'),
    )
    .option('--json', 'short for --format json')
    .addOption(new Option('--quiet', 'results and errors only').conflicts('verbose'))
    .option('--verbose', 'every finding, and what project code prints')
    .option('--jobs <n>', 'how many things to do at once (default: one per core)', parseJobs)
    .option('--timeout <duration>', 'give up after, such as 90s, 10m, 1h', parseDuration)
    .helpOption('-h, --help', 'show what a command takes, with an example')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: print, writeErr: print })
    .addHelpText('after', EXAMPLE)
    .exitOverride();
  const only = Object.entries(COMMANDS).filter(([name]) => name === first);
  for (const [, add] of only.length === 0 ? Object.entries(COMMANDS) : only) add(program, choose);
  // `exitOverride` and the output are copied to commands when they are made, help options are not.
  for (const command of program.commands) command.helpOption('-h, --help', 'show this, with an example');
  return program;
};

const EXAMPLE = `
Examples:
  $ colophon rehearse .                         the whole release, against stand-ins, on this machine
  $ colophon verify ./rehearsal --rehearsal     proves what came out

Results go to standard output, progress and diagnostics to standard error.
Exit codes: 0 done, 1 refused, 2 wrong usage or configuration, 3 could not ask, 70 a fault of Colophon's own.`;

const asAction = (error: CommanderError, printed: string): Action => {
  switch (error.code) {
    case 'commander.version':
      return says(0, 'colophon.version', { name: 'colophon', number: VERSION }, `${VERSION}\n`);
    case 'commander.helpDisplayed':
    case 'commander.help':
      return error.exitCode === 0 ? says(0, 'colophon.help', { help: printed }, printed) : noCommand(printed);
    default:
      throw mistake(error);
  }
};

const says =
  (exit: number, kind: string, content: Readonly<Record<string, unknown>>, text: string): Action =>
  async () => ({ exit, document: { kind, ...content }, text });

const noCommand = (help: string): Action =>
  says(
    2,
    'colophon.error',
    { error: { code: 'USAGE', message: 'No command was given.', remedy: HELP } },
    help,
  );

const HELP = 'colophon --help lists the commands, and --help behind a command what it takes.';

const mistake = ({ message }: CommanderError): Failure => {
  const [said = '', ...suggested] = message.replace(/^error: /, '').split('\n');
  const suggestion = suggested
    .join(' ')
    .replace(/^\((.*)\)$/, '$1')
    .trim();
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.?]$/.test(said) ? '' : '.'}`;
  return new Failure('USAGE', sentence, { remedy: suggestion === '' ? HELP : suggestion });
};
