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

const judge = (check: NewestCheck): Judged => {
  const message = `${check.said}, says ${check.by}`;
  switch (check.state) {
    case 'success':
      return proved('CHECK_PASSED', check.title, message);
    case 'neutral':
      return told('CHECK_NEUTRAL', check.title, message);
    case 'pending':
      return refused(
        'refuted',
        'CHECK_PENDING',
        check.title,
        message,
        'wait until it has finished, then run the same command again',
      );
    case 'failure':
      return refused(
        'refuted',
        'CHECK_FAILED',
        check.title,
        message,
        'mend what it found, or run the check again',
      );
  }
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
    .map((check) => {
      const code = (
        {
          success: 'CHECK_PASSED',
          neutral: 'CHECK_NEUTRAL',
          pending: 'CHECK_PENDING',
          failure: 'CHECK_FAILED',
        } as const
      )[check.state];
      return told(code, check.title, `${check.said}, says ${check.by}; not demanded`);
    }),
];
