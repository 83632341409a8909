import { describe, expect, it } from 'vitest';

import { createMemoryRegistry } from '../../../test/support/memory-registry.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts } from '../../../test/support/release-facts.ts';
import type { Asset } from '../../domain/asset.ts';
import type { ChangeRequest } from '../../domain/review.ts';
import { formatEvidence } from '../../formats/evidence.ts';
import type { AssetSource } from '../../ports/asset-source.ts';
import type { Forge } from '../../ports/forge.ts';
import type { Source } from '../../ports/source.ts';
import type { Store } from '../../ports/store.ts';
import { publish } from './stage.ts';

const bench = quietBench<'publish'>();
const digest = (letter: string) => `sha256:${letter.repeat(64)}` as const;
const asset = (name: string, letter: string): Asset => ({
  name,
  role: 'file',
  content: { mediaType: 'text/plain', digest: digest(letter), size: 1 },
});

const author = { id: '1', login: 'author' };
const change: ChangeRequest = {
  number: 7,
  title: 'a change',
  url: 'https://example.invalid/7',
  head: facts.commit,
  merged: facts.commit,
  author,
  contributors: [],
  reviews: [
    {
      by: { id: '2', login: 'reviewer' },
      state: 'approved',
      commit: facts.commit,
      submittedAt: '2026-01-01T00:00:00Z',
      permission: 'write',
    },
  ],
};
const evidence = formatEvidence({
  kind: 'colophon.evidence',
  version: 1,
  rehearsed: true,
  project: 'widget',
  repository: { name: 'acme/widget', id: '1', ownerId: '2' },
  tag: facts.tag,
  commit: facts.commit,
  branch: 'main',
  demanded: { approvals: 1, checks: 'all' },
  range: { commits: [facts.commit] },
  changes: [
    { ...change, commits: [facts.commit], reviews: change.reviews.map((one) => ({ ...one, counts: true })) },
  ],
  checks: [],
  statuses: [],
  rules: { tag: [], branch: [], environment: [] },
  findings: [],
});

const input = {
  gate: { facts, evidence: asset('e', 'e'), findings: [], state: 'new' },
  push: { pushed: [] },
  mirror: { mirrors: [], findings: [] },
  draft: { id: 'd', title: 't', assets: [asset('a', 'a')] },
  seal: { document: asset('c.json', 'c'), bundle: asset('c.json.sigstore.json', 'd'), attached: [] },
} as const;

const world = (
  lie: {
    readonly names?: readonly string[];
    readonly a?: string;
    readonly tag?: string;
    readonly reviews?: ChangeRequest['reviews'];
  } = {},
) => {
  const said: string[] = [];
  const letters: Readonly<Record<string, string>> = {
    a: lie.a ?? 'a',
    'c.json': 'c',
    'c.json.sigstore.json': 'd',
  };
  const draft: AssetSource = {
    list: async () => (lie.names ?? Object.keys(letters)).map((name) => ({ name, size: 1 })),
    digests: async (names) => names.map((name) => ({ digest: digest(letters[name] ?? 'f'), size: 1 })),
    bytes: async () => new Uint8Array(),
  };
  const doors = {
    ...createMemoryRegistry(),
    staged: { draft: async () => draft },
    source: { tag: async () => lie.tag ?? facts.commit } as unknown as Source,
    store: { bytes: async () => evidence } as unknown as Store,
    forge: {
      changesOf: async () => [{ ...change, reviews: lie.reviews ?? change.reviews }],
    } as unknown as Forge,
    publication: {
      publish: async (_draft: string, tag: string) => void said.push(`publish ${tag}`),
      setLatest: async (tag: string) => void said.push(`latest ${tag}`),
    },
  };
  return {
    said,
    run: () => publish.run('names', input, doors, { targets: {} as never }, bench),
  };
};

describe('publishing', () => {
  it.each([
    { names: ['v1.2.3'], said: 'v1.2.3' },
    {
      names: ['r.example/a:v1.2.3', 'v1.2.3', 'latest'],
      said: '1 tag in registries, then v1.2.3, then latest',
    },
    {
      names: ['r.example/a:v1.2.3', 'm.example/a:v1.2.3', 'v1.2.3', 'r.example/a:latest', 'latest'],
      said: '3 tags in registries, then v1.2.3, then latest',
    },
  ])('says $said, however many places there are', ({ names, said }) => {
    expect(publish.says({ names, latest: true })).toBe(said);
  });

  it('W19: gives the name to a whole draft, then latest', async () => {
    const { said, run } = world();
    expect(await run()).toEqual({ names: ['v1.2.3', 'latest'], latest: true });
    expect(said).toEqual(['publish v1.2.3', 'latest v1.2.3']);
  });

  it.each([
    {
      attack: 'a file was taken out of the draft',
      change: { names: ['a', 'c.json'] },
      code: 'CLOSURE_INCOMPLETE',
    },
    {
      attack: 'a file was put into the draft',
      change: { names: ['a', 'b', 'c.json', 'c.json.sigstore.json'] },
      code: 'CLOSURE_INCOMPLETE',
    },
    { attack: 'a file was changed in the draft', change: { a: 'b' }, code: 'CLOSURE_INCOMPLETE' },
    { attack: 'the tag moved after the gate', change: { tag: 'b'.repeat(40) }, code: 'TAG_MOVED' },
    {
      attack: 'the approval was dismissed after the gate',
      change: { reviews: [] },
      code: 'REVIEW_WITHDRAWN',
    },
  ])('gives no name when $attack', async ({ change, code }) => {
    const { said, run } = world(change);
    await expect(run()).rejects.toMatchObject({ code });
    expect(said).toEqual([]);
  });
});
