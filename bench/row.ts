// One line of the benchmark's table, and whether it is as good as was promised.

export interface Row {
  readonly work: string;
  readonly against: string;
  /** What was measured, in words. */
  readonly figure: string;
  /** What was promised, in words; absent for figures that are only printed. */
  readonly goal?: string;
  /** Absent for figures without a goal, and in the quick form, whose sizes are too small to judge by. */
  readonly met?: boolean;
  /** Why this was not measured. */
  readonly skipped?: string;
}

interface Times {
  readonly ours: number;
  readonly theirs: number;
}

/** A ratio without a goal. */
export const unjudged = (work: string, against: string, { ours, theirs }: Times): Row => ({
  work,
  against,
  figure: `${(ours / theirs).toFixed(2)} (${ours.toFixed(0)} ms / ${theirs.toFixed(0)} ms)`,
});

/** A ratio with its goal; in the quick form it is printed and not judged. */
export const ratio = (
  work: string,
  against: string,
  times: Times,
  goal: { readonly most: number; readonly quick: boolean },
): Row => ({
  ...unjudged(work, against, times),
  goal: `≤ ${goal.most}`,
  ...(goal.quick ? {} : { met: times.ours / times.theirs <= goal.most }),
});

/** The line that people read. */
export const formatRow = ({ work, against, figure, goal, met, skipped }: Row): string => {
  const mark = skipped === undefined ? (met === undefined ? '·' : met ? '✓' : '✗') : '-';
  const what = against === '' ? work : `${work}, against ${against}`;
  if (skipped !== undefined) return `${mark} ${what}\n    skipped: ${skipped}`;
  return `${mark} ${what}\n    ${figure}${goal === undefined ? '' : `, goal ${goal}`}`;
};
