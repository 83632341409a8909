// Asks the forge once more: an approval that was dismissed since the gate no longer carries the release.
import { approvalsOf } from '../../domain/approvals.ts';
import { Failure } from '../../domain/failure.ts';
import { parseEvidence } from '../../formats/evidence.ts';
import type { Forge } from '../../ports/forge.ts';

/**
 * Fails with `REVIEW_WITHDRAWN` unless every change of the evidence still has the approvals that were demanded.
 * A rehearsal that is taken up from its seal has the same evidence, so the question is the same.
 */
export const demandReviews = async (evidence: Uint8Array, forge: Forge): Promise<void> => {
  const { changes, demanded } = parseEvidence(evidence);
  for (const { number, commits } of changes) {
    const [commit] = commits;
    const now = commit === undefined ? [] : await forge.changesOf(commit);
    const change = now.find((one) => one.number === number);
    const approvals = change === undefined ? 0 : approvalsOf(change);
    if (approvals < demanded.approvals) throw withdrawn(number, approvals, demanded.approvals);
  }
};

const withdrawn = (number: number, approvals: number, demanded: number): Failure =>
  new Failure(
    'REVIEW_WITHDRAWN',
    `#${number} has ${approvals} of ${demanded} approvals now; it had them at the gate`,
    {
      remedy: 'nothing was published; have the change approved again, then run the same command',
    },
  );
