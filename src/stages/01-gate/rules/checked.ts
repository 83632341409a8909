// The checks on exactly this commit are green: all of them, or those that the configuration names.
import { newestChecks, type NewestCheck } from '../newest-checks.ts';
import { type Judged, proved, refused, type Rule, told } from '../seen.ts';

export const checked: Rule = {
  name: 'checked',
  claim: 'The checks on this commit succeeded.',
  asks: 'forge',
  run: ({ checks, statuses, ownRun, commit }, settings) => {
    const newest = newestChecks(checks, statuses, ownRun);
    if (settings.checks !== 'all') return named(newest, settings.checks);
    // One green check of a bot is little, but none at all is nothing.
    if (newest.some(({ state }) => state === 'success')) return newest.map(judge);
    const message = `no check succeeded on ${commit.id}`;
    const remedy =
      'let the checks run on this commit and wait for them; name those that must run in gate.checks';
    return [...newest.map(judge), refused('absent', 'CHECKS_MISSING', commit.id, message, remedy)];
  },
};

const CODES = {
  success: 'CHECK_PASSED',
  neutral: 'CHECK_NEUTRAL',
  pending: 'CHECK_PENDING',
  failure: 'CHECK_FAILED',
} as const;

const judge = ({ title, state, said, by }: NewestCheck): Judged => {
  const message = `${said}, says ${by}`;
  if (state === 'success') return proved('CHECK_PASSED', title, message);
  if (state === 'neutral') return told('CHECK_NEUTRAL', title, message);
  const remedy =
    state === 'pending'
      ? 'wait until it has finished, then run the same command again'
      : 'mend what it found, or run the check again';
  return refused('refuted', CODES[state], title, message, remedy);
};

/** Each named check must have succeeded, by whoever reports it; others are told and decide nothing. */
const named = (newest: readonly NewestCheck[], names: readonly string[]): readonly Judged[] => [
  ...names.flatMap((name) => {
    const found = newest.filter((check) => check.name === name || check.title === name);
    if (found.length === 0) {
      return [
        refused(
          'absent',
          'CHECK_MISSING',
          name,
          'this check did not run on the commit',
          'let it run, or correct gate.checks',
        ),
      ];
    }
    return found.map((check) =>
      check.state === 'neutral'
        ? refused(
            'absent',
            'CHECK_MISSING',
            check.title,
            `${check.said}, which is no success`,
            'let it run on this commit',
          )
        : judge(check),
    );
  }),
  ...newest
    .filter(({ name, title }) => !names.includes(name) && !names.includes(title))
    .map(({ title, state, said, by }) => told(CODES[state], title, `${said}, says ${by}; not demanded`)),
];
