// Every change since the previous release was approved by people who had no part in making it (trust.md 6).
import type { ChangeRequest } from '../../../domain/review.ts';
import { approvalsOf } from '../../../domain/approvals.ts';
import { type Judged, proved, refused, type Rule, type Seen, told } from '../seen.ts';

export const reviewed: Rule = {
  name: 'reviewed',
  claim: 'Every change since the previous release was approved by somebody else.',
  asks: 'forge',
  run: (seen, { approvals, asked }) => {
    const { previous, range, rangeCut } = seen;
    if (approvals === 0) {
      return [
        told(
          'APPROVALS_NOT_DEMANDED',
          asked.tag,
          'the configuration demands no approvals (gate.approvals: 0)',
        ),
      ];
    }
    const since: readonly Judged[] = previous
      ? []
      : [
          told(
            'RANGE_BEGINS_HERE',
            asked.tag,
            'there is no earlier release: only this commit is asked for its review',
          ),
        ];
    if (rangeCut) {
      const message = `there are more than ${range.length} commits since ${previous?.tag ?? 'the beginning'}`;
      return [
        refused(
          'refuted',
          'RANGE_TOO_LONG',
          asked.tag,
          message,
          'release more often, or set gate.approvals to 0',
        ),
      ];
    }
    const { merged, alone } = mergedChanges(seen);
    return [
      ...since,
      ...merged.map((change) => judge(change, approvals)),
      ...alone.map((commit) =>
        refused(
          'absent',
          'CHANGE_REQUEST_MISSING',
          commit,
          'this commit came to the branch without a change request',
          'let somebody else review it in a change request, or set gate.approvals to 0, which stands in the evidence',
        ),
      ),
    ];
  },
};

export interface MergedChange {
  readonly change: ChangeRequest;
  /** The commits of the range that it became. */
  readonly commits: readonly string[];
}

/** The change requests that became the commits of the range, and the commits that came without one. */
export const mergedChanges = ({
  range,
  changes,
}: Pick<Seen, 'range' | 'changes'>): {
  readonly merged: readonly MergedChange[];
  readonly alone: readonly string[];
} => {
  const ids = new Set(range.map(({ id }) => id));
  const merged = new Map<string, MergedChange>();
  const alone: string[] = [];
  for (const { id } of range) {
    // A change that was merged elsewhere says nothing about this branch.
    const here = (changes.get(id) ?? []).filter((change) => ids.has(change.merged));
    if (here.length === 0) alone.push(id);
    for (const change of here) {
      const key = `${change.number} ${change.merged}`;
      merged.set(key, { change, commits: [...(merged.get(key)?.commits ?? []), id] });
    }
  }
  return { merged: [...merged.values()], alone };
};

const judge = ({ change }: MergedChange, demanded: number): Judged => {
  const given = approvalsOf(change);
  const subject = `#${change.number}`;
  if (given >= demanded) {
    return proved(
      'REVIEWED',
      subject,
      `${given} ${given === 1 ? 'approval' : 'approvals'} by people other than its makers`,
    );
  }
  return refused(
    given === 0 ? 'absent' : 'refuted',
    'REVIEW_MISSING',
    subject,
    `${given} of ${demanded} approvals by people other than its makers, on the head ${change.head} that was merged`,
    'let somebody with write permission who had no part in it approve the change',
  );
};
