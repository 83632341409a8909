// Asks Colophon's command about a target, in this process, as a careful consumer would.
import { readFile } from 'node:fs/promises';

import { verify } from '../../src/cli/check/index.ts';
import type { VerifyOptions } from '../../src/cli/check/options.ts';
import type { Invocation } from '../../src/cli/command.ts';
import { createDirectory } from '../../src/adapters/directory/index.ts';
import { createDigester } from '../../src/adapters/system/index.ts';
import { exitOf } from '../../src/cli/check/answer.ts';
import { FAILURE_CODES } from '../../src/domain/failure-codes.ts';
import { Failure } from '../../src/domain/failure.ts';
import { type Finding, refuses } from '../../src/domain/finding.ts';
import { holds, type Verdict } from '../../src/domain/verdict.ts';
import { DEFAULTS, GITHUB_ISSUER, type Policy, verifyRelease } from '../../src/verify/index.ts';
import type { Asked, Lie } from './lie.ts';
import type { Target } from './target.ts';
import type { World } from './world.ts';

export interface Judged {
  readonly exit: number;
  /** Codes of everything demanded that was refuted or absent, or of the failure; each once. */
  readonly codes: readonly string[];
  readonly accepted: boolean;
}

/** Options that a careful consumer gives: repository, tag, the root that came another way, the whole list. */
export const carefully = (target: Target): NonNullable<Asked['options']> =>
  target.kind === 'rehearsal'
    ? { rehearsal: true }
    : { repo: target.repository, tag: target.tag, trustedRoot: target.trustedRoot, complete: true };

/** The same for one file. */
export const alone = ({ repository: repo, tag, trustedRoot }: Target): NonNullable<Asked['options']> => ({
  repo,
  tag,
  trustedRoot,
});

/** Tells a lie and listens to the answer. A failure while lying, or of the command, is an answer too. */
export const told = async (
  lie: Lie,
  world: World,
  target: Target,
): Promise<{ readonly judged: Judged; readonly asked: Asked }> => {
  let asked: Asked = {};
  const judged = await orFailure(async () => {
    asked = (await lie.make(world, target)) ?? {};
    return judge(target, asked);
  });
  return { asked, judged };
};

/** A failure of the command as an answer. */
export const orFailure = async (ask: () => Promise<Judged>): Promise<Judged> => {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { exit: FAILURE_CODES[error.code], codes: [error.code], accepted: false };
  }
};

export const judge = async (target: Target, asked: Asked = {}): Promise<Judged> => {
  const options = asked.options ?? carefully(target);
  if (asked.remembered !== undefined) return judgeRemembering(target, asked.remembered);
  return hear(asked.targets ?? [target.dir], options, target.dir);
};

/** What the command says about these targets; whatever forgers wrote, no screen obeys it. */
export const hear = async (
  targets: readonly string[],
  options: VerifyOptions,
  directory: string,
  env = process.env,
): Promise<Judged> => {
  const answer = await verify(targets, options, { ...invocation(directory), env });
  const { findings, verified, rehearsal } = answer.document as unknown as Verdict;
  if (CONTROLS.test(answer.text)) throw new Error(`a control character is printed: ${answer.text}`);
  return judgedOf(findings, answer.exit, verified || rehearsal === 'consistent');
};

// Whatever a terminal obeys, but for line feeds: C0, C1, and marks that turn the direction of writing.
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const judgeRemembering = async (target: Target, remembered: Partial<Policy>): Promise<Judged> => {
  const policy: Policy = {
    ...DEFAULTS,
    mode: 'release',
    issuer: GITHUB_ISSUER,
    repository: target.repository,
    tag: target.tag,
    trustedRoot: await readFile(target.trustedRoot),
    ...remembered,
  };
  const assets = createDirectory(target.assets, createDigester({ jobs: 1 }));
  const verdict = await verifyRelease({ assets, policy, complete: true, ignore: [] });
  return judgedOf(verdict.findings, exitOf(verdict), holds(verdict));
};

const judgedOf = (findings: readonly Finding[], exit: number, accepted: boolean): Judged => ({
  exit,
  accepted: accepted || exit === 0,
  codes: [...new Set(findings.filter(refuses).map(({ code }) => code))].toSorted(),
});

/** What the command line would hand to a command that is typed in this directory. */
export const invocation = (directory: string): Invocation => ({
  directory,
  config: 'colophon.yaml',
  format: 'json',
  quiet: true,
  verbose: false,
  jobs: 2,
  timeout: undefined,
  env: process.env,
  warn: () => undefined,
  screen: { write: () => undefined, columns: undefined, color: false },
  signal: new AbortController().signal,
});
