// From verdicts to the answer: one exit code, one document, one screen.
import { type Finding, refuses } from '../../domain/finding.ts';
import { holds, type Verdict } from '../../domain/verdict.ts';
import type { Answer } from '../command.ts';
import { render, type Screen } from './render.ts';
import type { Target } from './target.ts';

/** Exit 0, 1, or 3 when nothing is refuted and the root does not know who signed. */
export const answerOf = (
  verdicts: readonly Verdict[],
  targets: readonly Target[],
  screen: Screen,
): Answer => {
  const verdict = merge(verdicts);
  const exit = exitOf(verdict);
  const [primary] = verdict.findings.filter(refuses);
  const { verified, rehearsal, scope, release, identity, findings, summary, assets } = verdict;
  return {
    exit,
    document: {
      kind: 'colophon.verdict',
      ...(exit === 0 ? {} : { error: errorOf(primary) }),
      verified,
      rehearsal,
      scope,
      release,
      identity,
      findings,
      summary,
      assets,
    },
    text: render(
      verdict,
      targets.map(({ text }) => text),
      screen,
    ),
  };
};

export const exitOf = (verdict: Verdict): number => {
  if (holds(verdict)) return 0;
  const against = verdict.findings.filter(refuses);
  const unknown = against.length > 0 && against.every(({ code }) => code === 'TRUST_ROOT_DOES_NOT_KNOW');
  // A rehearsal brings its own root: one that does not know the signer is a contradiction.
  return unknown && verdict.rehearsal === undefined ? 3 : 1;
};

const errorOf = (primary: Finding | undefined): object =>
  primary === undefined
    ? {
        code: 'NOTHING_PROVED',
        message: 'nothing that was demanded could be proved',
        remedy: 'name something that is signed',
      }
    : {
        code: primary.code,
        message: `${primary.subject}: ${primary.message}`,
        remedy:
          primary.remedy ??
          'do not use it: download it again from the release, and if it differs there too, report it',
      };

/** Several files under one policy make one verdict: proved only when each is. */
const merge = (verdicts: readonly Verdict[]): Verdict => {
  const [first, ...rest] = verdicts;
  if (first === undefined) throw new TypeError('no verdict');
  if (rest.length === 0) return first;
  const sum = (key: keyof Verdict['summary']): number =>
    verdicts.reduce((total, { summary }) => total + summary[key], 0);
  const { identity, release, ...shared } = first;
  const same = (pick: (verdict: Verdict) => unknown): boolean =>
    verdicts.every((one) => JSON.stringify(pick(one)) === JSON.stringify(pick(first)));
  return {
    ...shared,
    ...(release !== undefined && same((one) => one.release) ? { release } : {}),
    ...(identity !== undefined && same((one) => one.identity) ? { identity } : {}),
    verified: verdicts.every(({ verified }) => verified),
    ...(first.rehearsal === undefined
      ? {}
      : {
          rehearsal: verdicts.every(({ rehearsal }) => rehearsal === 'consistent')
            ? 'consistent'
            : 'inconsistent',
        }),
    findings: verdicts.flatMap(({ findings }) => findings),
    summary: { proved: sum('proved'), refuted: sum('refuted'), absent: sum('absent'), info: sum('info') },
  };
};
