// What the gate saw, as the release tells it: signed by the workflow that could have lied, so said to be its word (trust.md 6).
import type { ListedAsset } from '../../domain/colophon.ts';
import type { Finding } from '../../domain/finding.ts';
import { type Evidence, EVIDENCE_LIMIT, parseEvidence } from '../../formats/evidence.ts';
import { FormatError } from '../../formats/format-error.ts';
import { type Check, findingsOf } from '../check.ts';
import type { Listed } from './list.ts';

const { refuted } = findingsOf('evidence');
const { info: review } = findingsOf('review');
const { info: checks } = findingsOf('checks');

export const evidence: Check<Listed, Listed> = {
  name: 'evidence',
  claim: 'The evidence is about this commit; what it says stays the release\u2019s word.',
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
    const { commit, tag } = sealed.colophon;
    if (document.commit !== commit || document.tag !== tag) {
      return [
        refuted(
          name,
          'EVIDENCE_OF_OTHER_COMMIT',
          `it is about ${document.tag} at ${document.commit}, not about ${tag} at ${commit}`,
          { digest },
        ),
      ];
    }
    return said(name, document);
  } catch (error) {
    if (error instanceof FormatError)
      return [refuted(name, 'EVIDENCE_MALFORMED', `the evidence is malformed: ${error.message}`, { digest })];
    throw error;
  }
};

const said = (name: string, { changes, checks: runs, statuses, demanded }: Evidence): readonly Finding[] => {
  const approvals = changes.flatMap(({ reviews }) => reviews).filter(({ counts }) => counts).length;
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
