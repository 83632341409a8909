// The evidence document: what the gate saw of people, checks and rules. What can change while a release is under
// way (what stands under its tag) is left out, so that a resumed release has the same evidence.
import type { Finding } from '../../domain/finding.ts';
import type { ReleaseFacts } from '../../domain/release.ts';
import type { GateSettings } from '../../domain/settings.ts';
import { type Evidence, EVIDENCE_KIND, EVIDENCE_VERSION } from '../../formats/evidence.ts';
import { judgeReviews } from '../../domain/approvals.ts';
import { newestRuns } from './newest-checks.ts';
import { mergedChanges } from './rules/reviewed.ts';
import type { Seen } from './seen.ts';

/** The document for what was seen and judged. */
export const evidenceOf = (
  seen: Seen,
  facts: ReleaseFacts,
  findings: readonly Finding[],
  { approvals, checks: demandedChecks }: GateSettings,
): Evidence => {
  const { repository, previous, range, checks, statuses, rules } = seen;
  const judged = new Set(newestRuns(checks, seen.ownRun));
  return {
    kind: EVIDENCE_KIND,
    version: EVIDENCE_VERSION,
    rehearsed: seen.rehearsed,
    project: facts.project,
    repository: { name: facts.repository, id: repository.id, ownerId: repository.ownerId },
    tag: facts.tag,
    commit: facts.commit,
    branch: facts.branch,
    demanded: { approvals, checks: demandedChecks },
    range: {
      ...(previous === undefined ? {} : { after: previous.commit }),
      commits: range.map(({ id }) => id),
    },
    changes: mergedChanges(seen).merged.map(({ change, commits }) => ({
      ...change,
      commits,
      reviews: judgeReviews(change),
    })),
    checks: checks.map((check) => ({ ...check, judged: judged.has(check) })),
    statuses,
    rules: { tag: rules.tag, branch: rules.branch, environment: rules.environment },
    findings: findings
      .filter(({ check }) => check !== 'target')
      .map(({ check, subject, result, code, message }) => ({ check, subject, result, code, message })),
  };
};
