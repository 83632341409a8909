// Evidence stays the signer's word, but it may not contradict the release or itself.
import { describe, expect, it } from 'vitest';

import type { Colophon, ListedAsset } from '../../domain/colophon.ts';
import { refuses } from '../../domain/finding.ts';
import { type Evidence, EVIDENCE_KIND, EVIDENCE_VERSION, formatEvidence } from '../../formats/evidence.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { Policy } from '../policy.ts';
import { evidence } from './evidence.ts';
import type { Listed } from './list.ts';

const commit = 'c'.repeat(40);
const repository = { name: 'acme/widget', id: '1', ownerId: '2' };
const author = { id: '101', login: 'author' };
const reviewer = { id: '102', login: 'reviewer' };
const review = {
  by: reviewer,
  state: 'approved',
  commit,
  submittedAt: '2026-01-01T00:00:00Z',
  permission: 'write',
  counts: true,
} as const;
const honest: Evidence = {
  kind: EVIDENCE_KIND,
  version: EVIDENCE_VERSION,
  rehearsed: false,
  project: 'widget',
  repository,
  tag: 'v1.2.3',
  commit,
  branch: 'main',
  demanded: { approvals: 1, checks: 'all' },
  range: { commits: [commit] },
  changes: [],
  checks: [],
  statuses: [],
  rules: { tag: [], branch: [], environment: [] },
  findings: [],
};
const change = (reviews: Evidence['changes'][number]['reviews']): Pick<Evidence, 'changes'> => ({
  changes: [
    {
      number: 1,
      title: '',
      url: '',
      head: commit,
      merged: commit,
      author,
      contributors: [],
      reviews,
      commits: [commit],
    },
  ],
});

const codes = async (says: Partial<Evidence>): Promise<readonly string[]> => {
  const bytes = formatEvidence({ ...honest, ...says });
  const asset: ListedAsset = {
    name: 'e.json',
    role: 'evidence',
    mediaType: 'application/json',
    size: bytes.length,
    digest: sha256(bytes),
  };
  const colophon = { evidence: asset.name, commit, tag: 'v1.2.3', repository, rehearsal: false };
  const listed: Listed = {
    sealed: { colophon: colophon as unknown as Colophon, digest: asset.digest, own: [] },
    here: [asset],
    refuted: new Set(),
    bytes: async () => bytes,
  };
  const { findings } = await evidence.run(listed, {} as Policy);
  return findings.filter(refuses).map(({ code }) => code);
};

describe('evidence', () => {
  it('of this release whose approvals are some is asserted', async () => {
    expect(await codes(change([review]))).toEqual([]);
  });

  it.each<{ readonly lie: string; readonly says: Partial<Evidence>; readonly code: string }>([
    { lie: 'another commit', says: { commit: 'd'.repeat(40) }, code: 'EVIDENCE_OF_OTHER_COMMIT' },
    { lie: 'another tag', says: { tag: 'v1.2.4' }, code: 'EVIDENCE_OF_OTHER_COMMIT' },
    {
      lie: 'a repository of the same name and another number',
      says: { repository: { ...repository, id: '9' } },
      code: 'EVIDENCE_OF_OTHER_REPOSITORY',
    },
    { lie: 'a rehearsal', says: { rehearsed: true }, code: 'REHEARSAL_NOT_RELEASE' },
    {
      lie: 'an approval by the author',
      says: change([{ ...review, by: author }]),
      code: 'EVIDENCE_CONTRADICTS_ITSELF',
    },
    {
      lie: 'an approval by somebody who may not approve',
      says: change([{ ...review, permission: 'read' }]),
      code: 'EVIDENCE_CONTRADICTS_ITSELF',
    },
    {
      lie: 'an approval that was taken back',
      says: change([review, { ...review, state: 'changes_requested', counts: false, why: 'x' }]),
      code: 'EVIDENCE_CONTRADICTS_ITSELF',
    },
    {
      lie: 'an approval that is said not to count',
      says: change([{ ...review, counts: false, why: 'x' }]),
      code: 'EVIDENCE_CONTRADICTS_ITSELF',
    },
  ])('of $lie is refused with $code', async ({ says, code }) => {
    expect(await codes(says)).toEqual([code]);
  });
});
