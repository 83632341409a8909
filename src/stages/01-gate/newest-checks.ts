// Of the runs of one check only the newest is judged. A check is known by its app, its workflow and its name
// together: another workflow's green `Lint` does not hide a red one. What this very run reports is left out.
import type { CheckRun, CommitStatus } from '../../domain/review.ts';

export type CheckState = 'success' | 'neutral' | 'failure' | 'pending';

export interface NewestCheck {
  /** `workflow / name`, or the name alone; for a status its context. */
  readonly title: string;
  readonly name: string;
  /** Who reports it: an app or the creator of a status. */
  readonly by: string;
  readonly state: CheckState;
  /** The word that the forge uses. */
  readonly said: string;
}

/** The runs that are judged. */
export const newestRuns = (runs: readonly CheckRun[], ownRun: string): readonly CheckRun[] =>
  newest(
    runs.filter(({ url }) => url !== ownRun && !url.startsWith(`${ownRun}/`)),
    ({ app, workflow, name }) => JSON.stringify([app.id, workflow ?? '', name]),
    (a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt) || a.id - b.id,
  );

/** The statuses that are judged: the newest of each context and creator. */
export const newestStatuses = (statuses: readonly CommitStatus[]): readonly CommitStatus[] =>
  newest(
    statuses,
    ({ context, creator }) => JSON.stringify([context, creator.id]),
    (a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt),
  );

/** Everything that is judged, runs first. */
export const newestChecks = (
  runs: readonly CheckRun[],
  statuses: readonly CommitStatus[],
  ownRun: string,
): readonly NewestCheck[] => [
  ...newestRuns(runs, ownRun).map(({ name, workflow, app, status, conclusion }) => ({
    name,
    title: workflow === undefined ? name : `${workflow} / ${name}`,
    by: app.slug,
    state: status === 'completed' ? stateOf(conclusion) : ('pending' as const),
    said: status === 'completed' ? (conclusion ?? 'no conclusion') : status,
  })),
  ...newestStatuses(statuses).map(({ context, creator, state }) => ({
    name: context,
    title: context,
    by: creator.login,
    state: state === 'error' ? ('failure' as const) : state,
    said: state,
  })),
];

// Whatever is not known to be harmless has failed: `startup_failure`, `stale` and no conclusion among them.
const stateOf = (conclusion: CheckRun['conclusion']): CheckState => {
  if (conclusion === 'success') return 'success';
  return conclusion === 'neutral' || conclusion === 'skipped' ? 'neutral' : 'failure';
};

const newest = <T>(
  all: readonly T[],
  keyOf: (one: T) => string,
  order: (a: T, b: T) => number,
): readonly T[] => {
  const best = new Map<string, T>();
  for (const one of all) {
    const other = best.get(keyOf(one));
    if (other === undefined || order(one, other) >= 0) best.set(keyOf(one), one);
  }
  return all.filter((one) => best.get(keyOf(one)) === one);
};
