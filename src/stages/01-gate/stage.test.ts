// The whole gate over an imagined repository and forge: each thing that may stand in the way, by its code.
import { describe, expect, it } from 'vitest';

import { createMemoryRegistry } from '../../../test/support/memory-registry.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { targets, workflowRun } from '../../../test/support/release-facts.ts';
import { Failure } from '../../domain/failure.ts';
import { type Finding, refuses } from '../../domain/finding.ts';
import type { GateOutcome } from '../../domain/outcome/gate.ts';
import type { ChangeRequest, CheckRun, CommitStatus } from '../../domain/review.ts';
import type { GateSettings } from '../../domain/settings.ts';
import type { Doors } from '../../engine/stage.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { parseEvidence } from '../../formats/evidence.ts';
import { changesOf, checksOf, defaultForgeState } from '../../formats/forge-state.ts';
import { parseOutcome } from '../../formats/outcome/index.ts';
import type { ForgeRelease } from '../../ports/forge.ts';
import type { Commit } from '../../ports/source.ts';
import { gate } from './stage.ts';

const id = (digit: string): string => digit.repeat(40);
const commit = (digit: string, parent?: string): Commit => ({
  id: id(digit),
  parents: parent === undefined ? [] : [id(parent)],
  time: '2026-01-02T03:04:05+02:00',
  epoch: 1767315845,
  subject: 'A change',
});
const state = defaultForgeState({ name: 'acme/widget' });

/** A line of commits 1 … 4, v1.2.2 on the second, v1.2.3 on the last, all reviewed and green. */
interface World {
  readonly tags: Readonly<Record<string, string>>;
  readonly branches: Readonly<Record<string, string>>;
  readonly changes: (commit: string) => readonly ChangeRequest[];
  readonly checks: readonly CheckRun[];
  readonly statuses: readonly CommitStatus[];
  readonly releases: readonly ForgeRelease[];
  readonly changelog: string | undefined;
  /** Whether a published release, or a draft's seal, verifies. */
  readonly proves: boolean;
  readonly rehearsed: boolean;
  readonly assets: Readonly<Record<string, Uint8Array>>;
}

const line = [commit('1'), commit('2', '1'), commit('3', '2'), commit('4', '3')];
const order = line.map((one) => one.id);
const calm: World = {
  tags: { 'v1.2.2': id('2'), 'v1.2.3': id('4') },
  branches: { main: id('4') },
  changes: (one) => changesOf(state, one),
  checks: checksOf(state, id('4')),
  statuses: [],
  releases: [],
  changelog: '# Changelog\n\n## [1.2.3]\n\n- Something\n',
  proves: true,
  rehearsed: true,
  assets: {},
};

const finding = (proves: boolean): Finding => ({
  check: 'x',
  subject: 'x',
  result: proves ? 'proved' : 'refuted',
  demanded: true,
  assertedBy: 'verifier',
  code: 'SUBJECT_DIGEST_MISMATCH',
  message: 'x',
});

const doorsOf = (world: World): Doors<'forge' | 'prover' | 'registry' | 'run' | 'source' | 'store'> => ({
  store: createMemoryStore(),
  registry: createMemoryRegistry().registry,
  run: { run: async () => workflowRun, identity: async () => ({ san: 'https://x', issuer: 'https://y' }) },
  prover: {
    staged: () => Promise.reject(new Error('not asked')),
    bundle: async () => finding(world.proves),
    published: async () => ({
      verified: false,
      rehearsal: world.proves ? 'consistent' : 'inconsistent',
      scope: 'complete',
      findings: [finding(world.proves)],
      summary: { proved: 1, refuted: 0, absent: 0, info: 0 },
    }),
  },
  forge: {
    repository: async () => state.repository,
    changesOf: async (one) => world.changes(one),
    checksOf: async () => world.checks,
    statusesOf: async () => world.statuses,
    rules: async () => ({ tag: ['release tags'], branch: [], environment: [] }),
    releases: async () => world.releases,
    asset: async function* (_release, name) {
      yield world.assets[name] ?? new Uint8Array();
    },
    rehearsed: world.rehearsed,
    maxAssets: 1000,
  },
  source: {
    commit: async (ref) => line.find((one) => one.id === ref) ?? commit('0'),
    tag: async (name) => world.tags[name],
    tagsBefore: async (before) =>
      Object.entries(world.tags)
        .filter(([, at]) => order.indexOf(at) <= order.indexOf(before))
        .map(([name, at]) => ({ name, commit: at })),
    branches: async () => Object.entries(world.branches).map(([name, at]) => ({ name, commit: at })),
    isAncestor: async (ancestor, of) => order.indexOf(ancestor) <= order.indexOf(of),
    range: async (after, to, limit) =>
      line
        .slice(after === undefined ? 0 : order.indexOf(after) + 1, order.indexOf(to) + 1)
        .toReversed()
        .slice(0, limit),
    files: async () => [],
    read: () => {
      throw new Error('not asked');
    },
    text: async (_commit, path) =>
      path === 'CHANGELOG.md' && world.changelog !== undefined
        ? new TextEncoder().encode(world.changelog)
        : undefined,
  },
});

const plain: GateSettings = {
  asked: { mode: 'rehearsal', tag: 'v1.2.3', tagged: true, commit: id('4') },
  tag: 'v{version}',
  branches: [],
  approvals: 1,
  checks: 'all',
  changelog: 'CHANGELOG.md',
  latest: 'auto',
  targets,
};

const pass = async (
  world: Partial<World> = {},
  settings: Partial<GateSettings> = {},
  before?: GateOutcome,
): Promise<{ outcome: GateOutcome; evidence: ReturnType<typeof parseEvidence> }> => {
  const doors = doorsOf({ ...calm, ...world });
  const bench = { ...quietBench<'gate'>(), ...(before === undefined ? {} : { before }) };
  const outcome = await gate.run('release', {}, doors, { ...plain, ...settings }, bench);
  // What is left behind is what the ledger reads back.
  expect(parseOutcome('gate', canonicalJson(outcome))).toEqual(outcome);
  const content = before?.evidence === outcome.evidence ? undefined : outcome.evidence.content;
  const bytes = content === undefined ? undefined : await doors.store.bytes(content);
  return { outcome, evidence: bytes === undefined ? (undefined as never) : parseEvidence(bytes) };
};

const refusal = async (world: Partial<World>, settings: Partial<GateSettings> = {}): Promise<Failure> => {
  try {
    await pass(world, settings);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('the gate let it through');
};
const codes = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code);

const asked = (fields: Partial<GateSettings['asked']>): Partial<GateSettings> => ({
  asked: { ...plain.asked, ...fields },
});
const [change] = calm.changes(id('4'));
const [check] = calm.checks;
if (change === undefined || check === undefined)
  throw new Error('the default state plays a change and a check');
const release = (fields: Partial<ForgeRelease> = {}): ForgeRelease => ({
  id: 'r1',
  tag: 'v1.2.3',
  title: 'v1.2.3',
  draft: false,
  prerelease: false,
  assets: [],
  ...fields,
});
const sealed = ['widget_v1.2.3.colophon.json', 'widget_v1.2.3.colophon.json.sigstore.json'].map((name) => ({
  name,
  size: 2,
}));
const colophon = (fields: Readonly<Record<string, unknown>> = {}): Uint8Array =>
  canonicalJson({
    kind: 'colophon.release',
    version: 1,
    rehearsal: true,
    project: 'widget',
    repository: { name: 'acme/widget', id: '1', ownerId: '2' },
    tag: 'v1.2.3',
    commit: id('4'),
    prerelease: false,
    latest: true,
    waivers: [],
    assets: [
      ['widget_v1.2.3.evidence.json', 'evidence'],
      ['widget_v1.2.3_notes.md', 'notes'],
      ['widget_v1.2.3.intoto.jsonl', 'provenance'],
    ]
      .map(([name, role]) => ({
        name,
        role,
        mediaType: 'text/plain',
        size: 1,
        digest: `sha256:${'0'.repeat(64)}`,
      }))
      .toSorted((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1)),
    images: [],
    charts: [],
    mirrors: [],
    externalImages: [],
    provenance: ['widget_v1.2.3.intoto.jsonl'],
    notes: 'widget_v1.2.3_notes.md',
    evidence: 'widget_v1.2.3.evidence.json',
    identity: { san: 'https://x', issuer: 'https://y' },
    ...fields,
  });

describe('a release that is in order', () => {
  it('passes, and its facts are settled', async () => {
    const { outcome } = await pass();
    expect(outcome.facts).toEqual({
      mode: 'rehearsal',
      project: 'widget',
      repository: 'acme/widget',
      tag: 'v1.2.3',
      version: '1.2.3',
      tagged: true,
      commit: id('4'),
      commitTime: '2026-01-02T03:04:05+02:00',
      commitEpoch: 1767315845,
      branch: 'main',
      prerelease: false,
      latest: true,
      previous: { tag: 'v1.2.2' },
    });
    expect(outcome.state).toBe('new');
    expect(outcome.findings.filter(refuses)).toEqual([]);
    expect(gate.says(outcome)).toBe('reviewed, green, on main');
    expect(gate.identity?.(outcome)).toEqual(outcome.facts);
  });

  it('leaves its evidence: who approved what, which checks, which rules', async () => {
    const { outcome, evidence } = await pass();
    expect(outcome.evidence).toMatchObject({ name: 'widget_v1.2.3.evidence.json', role: 'evidence' });
    expect(evidence).toMatchObject({
      rehearsed: true,
      range: { after: id('2'), commits: [id('4'), id('3')] },
      changes: [{ commits: [id('4')], reviews: [{ counts: true }] }, { commits: [id('3')] }],
      checks: [{ name: 'rehearsed check', judged: true }],
      rules: { tag: ['release tags'], branch: [] },
    });
    expect(evidence.findings.map(({ code }) => code)).toContain('RULES_MISSING');
  });

  it('says of everything that a stand-in answered that it is rehearsed, and of nothing else', async () => {
    const { outcome } = await pass();
    const rehearsed = outcome.findings.filter((one) => one.rehearsed === true).map(({ check: name }) => name);
    expect(new Set(rehearsed)).toEqual(new Set(['reviewed', 'checked', 'protected', 'target']));
    const real = await pass({ rehearsed: false, releases: [release({ tag: 'v1.2.2' })] });
    expect(real.outcome.findings.filter((one) => one.rehearsed === true)).toEqual([]);
  });

  it('has the same evidence when a draft stands there already', async () => {
    const { outcome } = await pass();
    const again = await pass({ releases: [release({ draft: true })] });
    expect(again.outcome.evidence).toEqual(outcome.evidence);
    expect(again.outcome).toMatchObject({ state: 'draft', draft: 'r1' });
  });

  it('keeps the evidence of the attempt that passed, as long as the facts are the same', async () => {
    const { outcome } = await pass();
    const green = { checks: [check, { ...check, id: 2, name: 'another' }] };
    expect((await pass(green)).outcome.evidence).not.toEqual(outcome.evidence);
    expect((await pass(green, {}, outcome)).outcome.evidence).toBe(outcome.evidence);
    const moved = { ...outcome, facts: { ...outcome.facts, latest: false } };
    expect((await pass(green, {}, moved)).outcome.evidence).not.toEqual(outcome.evidence);
  });
});

describe('the gate refuses', () => {
  const by = (reviews: ChangeRequest['reviews']) => (one: string) =>
    changesOf(state, one).map((it) => ({ ...it, reviews }));
  it.each<{ name: string; world?: Partial<World>; settings?: Partial<GateSettings>; code: string }>([
    {
      name: 'W10: a tag that is no version',
      settings: asked({ tag: 'v1.2.3-01' }),
      world: { tags: { 'v1.2.3-01': id('4') } },
      code: 'TAG_MALFORMED',
    },
    { name: 'a tag on another commit', world: { tags: { 'v1.2.3': id('3') } }, code: 'TAG_MOVED' },
    { name: 'a tag that is not there', world: { tags: {} }, code: 'TAG_MISSING' },
    {
      name: 'a release of a tag that was made up',
      world: { tags: {} },
      settings: asked({ tagged: false, mode: 'release' }),
      code: 'TAG_MISSING',
    },
    { name: 'a commit on no branch', world: { branches: { main: id('3') } }, code: 'TAG_NOT_ON_BRANCH' },
    {
      name: 'W1: a commit on a branch whose name only holds the release branch’s',
      world: { branches: { main: id('3'), 'main-evil': id('4'), 'evil/main': id('4') } },
      code: 'TAG_NOT_ON_BRANCH',
    },
    { name: 'a repository without the branch', world: { branches: {} }, code: 'TAG_NOT_ON_BRANCH' },
    {
      name: 'a glob that crosses a slash',
      world: { branches: { 'release/evil/x': id('4') } },
      settings: { branches: ['release/*'] },
      code: 'TAG_NOT_ON_BRANCH',
    },
    {
      name: 'a commit without a change request',
      world: { changes: () => [] },
      code: 'CHANGE_REQUEST_MISSING',
    },
    {
      name: 'one commit of many without a change request',
      world: { changes: (one) => (one === id('3') ? [] : calm.changes(one)) },
      code: 'CHANGE_REQUEST_MISSING',
    },
    {
      name: 'a change that was merged elsewhere',
      world: { changes: () => [{ ...change, merged: id('9') }] },
      code: 'CHANGE_REQUEST_MISSING',
    },
    { name: 'W8: a change that nobody approved', world: { changes: by([]) }, code: 'REVIEW_MISSING' },
    { name: 'a change with one approval of two', settings: { approvals: 2 }, code: 'REVIEW_MISSING' },
    {
      name: 'a red check',
      world: { checks: [check, { ...check, id: 2, name: 'red', conclusion: 'failure' }] },
      code: 'CHECK_FAILED',
    },
    {
      name: 'W4: a check that never started',
      world: { checks: [check, { ...check, id: 2, name: 'red', conclusion: 'startup_failure' }] },
      code: 'CHECK_FAILED',
    },
    {
      name: 'W4: a stale check',
      world: { checks: [check, { ...check, id: 2, name: 'red', conclusion: 'stale' }] },
      code: 'CHECK_FAILED',
    },
    {
      name: 'a check that has not finished',
      world: { checks: [check, { ...check, id: 2, name: 'slow', status: 'queued' }] },
      code: 'CHECK_PENDING',
    },
    {
      name: 'W8: a red status',
      world: {
        statuses: [
          { context: 'ci', state: 'error', creator: { id: '1', login: 'ci' }, createdAt: check.startedAt },
        ],
      },
      code: 'CHECK_FAILED',
    },
    { name: 'no checks', world: { checks: [] }, code: 'CHECKS_MISSING' },
    {
      name: 'W2: nothing but skipped checks',
      world: { checks: [{ ...check, conclusion: 'skipped' }] },
      code: 'CHECKS_MISSING',
    },
    {
      name: 'nothing but its own run',
      world: {
        checks: [{ ...check, url: 'https://rehearsal.colophon.invalid/acme/widget/actions/runs/1/job/2' }],
      },
      code: 'CHECKS_MISSING',
    },
    {
      name: 'W2: a named check that did not run beside a green one',
      settings: { checks: ['rehearsed check', 'Build'] },
      code: 'CHECK_MISSING',
    },
    {
      name: 'a named check that was skipped',
      world: { checks: [check, { ...check, id: 2, name: 'Build', conclusion: 'skipped' }] },
      settings: { checks: ['Build'] },
      code: 'CHECK_MISSING',
    },
    {
      name: 'W3: a named check that a bot reports green beside a red one',
      world: {
        checks: [
          { ...check, conclusion: 'failure' },
          { ...check, id: 2, app: { id: '9', slug: 'bot' } },
        ],
      },
      settings: { checks: [check.name] },
      code: 'CHECK_FAILED',
    },
    {
      name: 'a stable tag without a section in the changelog',
      world: { changelog: '# Changelog\n\n## [1.2.30]\n\n- x\n' },
      code: 'CHANGELOG_HAS_NO_SECTION',
    },
    {
      name: 'a named changelog that is not there',
      world: { changelog: undefined },
      code: 'CHANGELOG_HAS_NO_SECTION',
    },
    {
      name: 'a published release that does not verify',
      world: { releases: [release()], proves: false },
      code: 'TARGET_TAKEN',
    },
    {
      name: 'a draft whose seal does not verify',
      world: { releases: [release({ draft: true, assets: sealed })], proves: false },
      code: 'TARGET_TAKEN',
    },
    {
      name: 'a draft sealed for another commit',
      world: {
        releases: [release({ draft: true, assets: sealed })],
        assets: { 'widget_v1.2.3.colophon.json': colophon({ commit: id('9') }) },
      },
      code: 'TARGET_TAKEN',
    },
    {
      name: 'a draft sealed for a real release',
      world: {
        releases: [release({ draft: true, assets: sealed })],
        assets: { 'widget_v1.2.3.colophon.json': colophon({ rehearsal: false }) },
      },
      code: 'TARGET_TAKEN',
    },
    {
      name: 'a draft whose seal is over something else',
      world: {
        releases: [release({ draft: true, assets: sealed })],
        assets: { 'widget_v1.2.3.colophon.json': canonicalJson({ kind: 'x' }) },
      },
      code: 'TARGET_TAKEN',
    },
    {
      name: 'two drafts of one tag',
      world: { releases: [release({ draft: true }), release({ id: 'r2', draft: true })] },
      code: 'TARGET_TAKEN',
    },
  ])('$name', async ({ world = {}, settings = {}, code }) => {
    const failure = await refusal(world, settings);
    expect(failure).toMatchObject({ code: 'GATE_REFUSED', exit: 1 });
    expect(new Set(codes(failure.findings.filter(refuses)))).toContain(code);
    expect(failure.message).toContain(code);
    for (const one of failure.findings.filter(refuses)) expect(one.remedy, one.code).toBeTruthy();
  });

  it('for everything at once', async () => {
    const failure = await refusal({
      branches: {},
      checks: [],
      changes: () => [],
      changelog: '',
      releases: [release()],
      proves: false,
    });
    expect(new Set(codes(failure.findings.filter(refuses)))).toEqual(
      new Set([
        'TAG_NOT_ON_BRANCH',
        'CHANGE_REQUEST_MISSING',
        'CHECKS_MISSING',
        'CHANGELOG_HAS_NO_SECTION',
        'TARGET_TAKEN',
      ]),
    );
  });
});

describe('what decides nothing is told', () => {
  it.each<{ name: string; world?: Partial<World>; settings?: Partial<GateSettings>; code: string }>([
    {
      name: 'no approvals demanded',
      world: { changes: () => [] },
      settings: { approvals: 0 },
      code: 'APPROVALS_NOT_DEMANDED',
    },
    {
      name: 'a skipped check beside a green one',
      world: { checks: [check, { ...check, id: 2, name: 'x', conclusion: 'skipped' }] },
      code: 'CHECK_NEUTRAL',
    },
    {
      name: 'W5: a red check of a mirror that is not among the named',
      world: { checks: [check, { ...check, id: 2, name: 'mirror', conclusion: 'failure' }] },
      settings: { checks: [check.name] },
      code: 'CHECK_FAILED',
    },
    {
      name: 'no section for a prerelease',
      world: { tags: { 'v1.2.4-rc.1': id('4') } },
      settings: asked({ tag: 'v1.2.4-rc.1' }),
      code: 'CHANGELOG_HAS_NO_SECTION',
    },
    { name: 'W9: no rule on the branch', code: 'RULES_MISSING' },
    { name: 'no earlier release', world: { tags: { 'v1.2.3': id('4') } }, code: 'RANGE_BEGINS_HERE' },
  ])('$name', async ({ world, settings, code }) => {
    const { outcome, evidence } = await pass(world, settings);
    expect(outcome.findings.find((one) => one.code === code)).toMatchObject({
      result: 'info',
      demanded: false,
    });
    expect(evidence.findings.map((one) => one.code)).toContain(code);
  });

  it('no section where the configuration names no changelog', async () => {
    const { changelog: _, ...without } = plain;
    const doors = doorsOf({ ...calm, changelog: '# Changelog\n' });
    const outcome = await gate.run('release', {}, doors, without, quietBench());
    expect(outcome.findings.find(({ code }) => code === 'CHANGELOG_HAS_NO_SECTION')).toMatchObject({
      result: 'info',
    });
  });

  it('a commit that was never tagged nor merged: it is played as merged', async () => {
    const settings = asked({ tag: 'v1.2.4-rehearsal.g444444444444', tagged: false });
    const { outcome } = await pass({ branches: { main: id('3') }, tags: {} }, settings);
    expect(codes(outcome.findings)).toEqual(expect.arrayContaining(['TAG_MADE_UP', 'NOT_ON_BRANCH_YET']));
    expect(outcome.facts).toMatchObject({ branch: 'main', prerelease: true, latest: false, tagged: false });
    expect(gate.says(outcome)).toBe('reviewed, green, played as merged');
  });
});

describe('what stands under the tag', () => {
  it('published and verified needs nothing more, whatever its checks have become', async () => {
    const { outcome } = await pass({ releases: [release()], checks: [], changes: () => [] });
    expect(outcome.state).toBe('published');
    expect(gate.says(outcome)).toBe('v1.2.3 is published already');
  });

  it('published, and names that move are still elsewhere: it goes on where it was interrupted', async () => {
    const assets = { 'widget_v1.2.3.colophon.json': colophon() };
    const { outcome } = await pass({ releases: [release({ assets: sealed })], assets });
    expect(outcome).toMatchObject({ state: 'sealed', draft: 'r1' });
    const whole = await pass({ releases: [release({ assets: sealed, latest: true })], assets });
    expect(whole.outcome.state).toBe('published');
  });

  it('a sealed draft is taken as it is, but reviews can still be withdrawn', async () => {
    const world = {
      releases: [release({ draft: true, assets: sealed })],
      assets: { 'widget_v1.2.3.colophon.json': colophon() },
    };
    expect((await pass({ ...world, checks: [] })).outcome).toMatchObject({ state: 'sealed', draft: 'r1' });
    expect(codes((await refusal({ ...world, changes: () => [] })).findings)).toContain(
      'CHANGE_REQUEST_MISSING',
    );
  });

  it('a list without its signature is a draft to be resumed', async () => {
    const { outcome } = await pass({ releases: [release({ draft: true, assets: sealed.slice(0, 1) })] });
    expect(outcome).toMatchObject({ state: 'draft', draft: 'r1' });
  });

  it('a release of another tag is nothing to do with it', async () => {
    expect((await pass({ releases: [release({ tag: 'v1.2.30' })] })).outcome.state).toBe('new');
  });
});

describe('which releases count', () => {
  it('a higher published stable release stays latest', async () => {
    const { outcome } = await pass({ releases: [release({ tag: 'v1.3.0' })] });
    expect(outcome.facts.latest).toBe(false);
    expect((await pass({}, { latest: 'never' })).outcome.facts.latest).toBe(false);
    expect((await pass({ releases: [release({ tag: 'v1.3.0', draft: true })] })).outcome.facts.latest).toBe(
      true,
    );
  });

  it('a tag that was never released hides no unreviewed commit from a real forge', async () => {
    // v1.2.3-rc.1 was pushed on an unreviewed commit and refused; v1.2.3-rc.2 stands on the same one.
    const tags = { 'v1.2.2': id('2'), 'v1.2.3-rc.1': id('4'), 'v1.2.3-rc.2': id('4') };
    const world = {
      rehearsed: false,
      tags,
      releases: [release({ tag: 'v1.2.2' })],
      changes: (one: string) => (one === id('3') ? [] : calm.changes(one)),
    };
    const failure = await refusal(world, asked({ tag: 'v1.2.3-rc.2' }));
    expect(failure.findings.filter(refuses)).toMatchObject([
      { code: 'CHANGE_REQUEST_MISSING', subject: id('3') },
    ]);
  });

  it('the commit itself is asked for its review also when the previous tag stands on it', async () => {
    const tags = { 'v1.2.3-rc.1': id('4'), 'v1.2.3-rc.2': id('4') };
    const failure = await refusal({ tags, changes: () => [] }, asked({ tag: 'v1.2.3-rc.2' }));
    expect(codes(failure.findings.filter(refuses))).toEqual(['CHANGE_REQUEST_MISSING']);
  });

  it('the colophon of the previous release is named by its digest', async () => {
    const name = 'widget_v1.2.2.colophon.json';
    const releases = [release({ tag: 'v1.2.2', assets: [{ name, size: 2 }] })];
    const { outcome } = await pass({ releases, assets: { [name]: new TextEncoder().encode('{}') } });
    expect(outcome.facts.previous).toEqual({
      tag: 'v1.2.2',
      colophon: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    });
  });
});
