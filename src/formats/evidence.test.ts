// Evidence is read strictly: canonical, whole, and nothing that is not in the format.
import { describe, expect, it } from 'vitest';

import { canonicalJson } from './canonical-json.ts';
import { type Evidence, formatEvidence, parseEvidence } from './evidence.ts';
import { FormatError } from './format-error.ts';

const commit = 'a'.repeat(40);
const person = { id: '1', login: 'reviewer' };
const evidence: Evidence = {
  kind: 'colophon.evidence',
  version: 1,
  rehearsed: true,
  project: 'widget',
  repository: { name: 'acme/widget', id: '1', ownerId: '2' },
  tag: 'v1.2.3',
  commit,
  branch: 'main',
  demanded: { approvals: 1, checks: ['Build'] },
  range: { after: commit, commits: [commit] },
  changes: [
    {
      number: 7,
      title: 'A change',
      url: 'https://forge.example/7',
      head: commit,
      merged: commit,
      commits: [commit],
      author: { ...person, bot: true },
      contributors: [person],
      mergedBy: person,
      reviews: [
        {
          by: person,
          state: 'approved',
          commit,
          submittedAt: '2026-01-01T00:00:00Z',
          permission: 'write',
          counts: false,
          why: 'its author is no person',
        },
      ],
    },
  ],
  checks: [
    {
      id: 1,
      name: 'Build',
      app: { id: '1', slug: 'ci' },
      workflow: 'ci.yml',
      status: 'completed',
      conclusion: 'success',
      startedAt: '2026-01-01T00:00:00Z',
      completedAt: '2026-01-01T00:01:00Z',
      url: 'https://forge.example/1',
      judged: true,
    },
  ],
  statuses: [{ context: 'ci', state: 'success', creator: person, createdAt: '2026-01-01T00:00:00Z' }],
  rules: { tag: ['tags'], branch: [], environment: [] },
  findings: [{ check: 'reviewed', subject: '#7', result: 'proved', code: 'REVIEWED', message: '1 approval' }],
};

it('reads what it writes, to the last field', () => {
  expect(parseEvidence(formatEvidence(evidence))).toEqual(evidence);
});

const { after: _, ...fromTheBeginning } = evidence.range;

it('may begin at the beginning, and demand all checks', () => {
  const other: Evidence = { ...evidence, range: fromTheBeginning, demanded: { approvals: 0, checks: 'all' } };
  expect(parseEvidence(formatEvidence(other))).toEqual(other);
});

describe('refused is evidence', () => {
  const [change] = evidence.changes;
  const [review] = change?.reviews ?? [];
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['of another kind', { kind: 'colophon.release' }, 'kind'],
    ['of another version', { version: 2 }, 'version'],
    ['with an unknown field', { note: 'x' }, '"note" is unknown'],
    ['without its rules', { rules: undefined }, 'rules is missing'],
    ['with a short commit', { commit: 'abc' }, 'commit: no commit'],
    ['with half an approval demanded', { demanded: { approvals: -1, checks: 'all' } }, 'demanded.approvals'],
    [
      'with a review that says maybe',
      { changes: [{ ...change, reviews: [{ ...review, counts: 'maybe' }] }] },
      'changes[0].reviews[0].counts',
    ],
    [
      'with an unknown permission',
      { changes: [{ ...change, reviews: [{ ...review, permission: 'root' }] }] },
      'permission',
    ],
    [
      'with a person without an id',
      { changes: [{ ...change, author: { login: 'x' } }] },
      'changes[0].author: id is missing',
    ],
    [
      'with an unknown conclusion',
      { checks: [{ ...evidence.checks[0], conclusion: 'fine' }] },
      'checks[0].conclusion',
    ],
    [
      'with a status in no state',
      { statuses: [{ ...evidence.statuses[0], state: 'ok' }] },
      'statuses[0].state',
    ],
    ['with a finding that says more', { findings: [{ ...evidence.findings[0], more: 1 }] }, 'findings[0]'],
  ])('%s', (_name, fields, message) => {
    const parse = () => parseEvidence(canonicalJson({ ...evidence, ...fields }));
    expect(parse).toThrow(FormatError);
    expect(parse).toThrow(message);
  });

  it('that is not canonical', () => {
    const text = new TextDecoder().decode(formatEvidence(evidence));
    expect(() => parseEvidence(new TextEncoder().encode(`${text}\n`))).toThrow(FormatError);
    expect(() => parseEvidence(new TextEncoder().encode(text.replace('{', '{ ')))).toThrow(FormatError);
  });
});
