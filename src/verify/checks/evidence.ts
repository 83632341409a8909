// What the gate saw, as the release tells it: signed by the workflow that could have lied, so said to be its word (trust.md 6).
import { approvalsOf, judgeReviews } from '../../domain/approvals.ts';
import type { Colophon, ListedAsset } from '../../domain/colophon.ts';
import type { Finding } from '../../domain/finding.ts';
import { type Evidence, EVIDENCE_LIMIT, parseEvidence } from '../../formats/evidence.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type Check, findingsOf } from '../check.ts';
import type { Fault } from '../signature.ts';
import type { Listed } from './list.ts';

const { refuted } = findingsOf('evidence');
const { info: review } = findingsOf('review');
const { info: checks } = findingsOf('checks');

export const evidence: Check<Listed, Listed> = {
  name: 'evidence',
  claim:
    'The evidence is about this commit and agrees with itself; what it says stays the release\u2019s word.',
  run: async (listed) => {
    const { evidence: name } = listed.sealed.colophon;
    const asset = listed.here.find((one) => one.name === name);
    return { findings: asset === undefined ? [] : await judge(asset, listed), proved: listed };
  },
};

const judge = async (asset: ListedAsset, { sealed, bytes }: Listed): Promise<readonly Finding[]> => {
  const { name, digest } = asset;
  const content = await bytes(asset, EVIDENCE_LIMIT);
  if (content === undefined)
    return [refuted(name, 'SUBJECT_DIGEST_MISMATCH', 'it changed while it was judged')];
  try {
    const document = parseEvidence(content);
    const fault = faultOf(document, sealed.colophon);
    return fault === undefined
      ? said(name, document)
      : [refuted(name, fault.code, fault.message, { digest })];
  } catch (error) {
    if (error instanceof FormatError)
      return [refuted(name, 'EVIDENCE_MALFORMED', `the evidence is malformed: ${error.message}`, { digest })];
    throw error;
  }
};

const faultOf = (evidence: Evidence, colophon: Colophon): Fault | undefined => {
  const { commit, tag, repository, rehearsal } = colophon;
  if (evidence.commit !== commit || evidence.tag !== tag) {
    return {
      code: 'EVIDENCE_OF_OTHER_COMMIT',
      message: `it is about ${evidence.tag} at ${evidence.commit}, not about ${tag} at ${commit}`,
    };
  }
  const other = (['name', 'id', 'ownerId'] as const).find(
    (key) => evidence.repository[key] !== repository[key],
  );
  if (other !== undefined) {
    return {
      code: 'EVIDENCE_OF_OTHER_REPOSITORY',
      message: `it is about ${evidence.repository.name} (${evidence.repository.id}), not about ${repository.name} (${repository.id})`,
    };
  }
  if (evidence.rehearsed && !rehearsal)
    return { code: 'REHEARSAL_NOT_RELEASE', message: 'a stand-in of a rehearsal gave it, and no forge' };
  return selfContradiction(evidence);
};

// Reviews stand there whole, so whether one counts need not be believed.
const selfContradiction = ({ changes }: Evidence): Fault | undefined => {
  for (const change of changes) {
    const judged = judgeReviews(change);
    const wrong = judged.find(({ counts }, index) => counts !== change.reviews[index]?.counts);
    if (wrong !== undefined) {
      const truth = wrong.counts ? 'it counts' : `it does not count: ${wrong.why ?? ''}`;
      return {
        code: 'EVIDENCE_CONTRADICTS_ITSELF',
        message: `it misjudges the review of #${change.number} by ${wrong.by.login}: ${truth}`,
      };
    }
  }
  return undefined;
};

const said = (name: string, { changes, checks: runs, statuses, demanded }: Evidence): readonly Finding[] => {
  const approvals = changes.reduce((sum, change) => sum + approvalsOf(change), 0);
  const numbers =
    changes.length === 0
      ? ''
      : ` (${changes
          .slice(0, 5)
          .map(({ number }) => `#${number}`)
          .join(', ')}${changes.length > 5 ? ', …' : ''})`;
  const judged = runs.filter((run) => run.judged);
  const green =
    judged.filter(({ conclusion }) => conclusion === 'success').length +
    statuses.filter(({ state }) => state === 'success').length;
  const word = { assertedBy: 'signer' } as const;
  return [
    review(
      name,
      'REVIEW_ASSERTED',
      `${approvals} ${approvals === 1 ? 'approval' : 'approvals'} by people other than the author${numbers}, ${demanded.approvals} demanded, says the release`,
      word,
    ),
    checks(
      name,
      'CHECKS_ASSERTED',
      `${green} of ${judged.length + statuses.length} green, says the release`,
      word,
    ),
  ];
};
