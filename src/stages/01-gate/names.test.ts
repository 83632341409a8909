import { beforeEach, describe, expect, it } from 'vitest';

import { createMemoryRegistry, type MemoryRegistry } from '../../../test/support/memory-registry.ts';
import { facts, targets } from '../../../test/support/release-facts.ts';
import { present } from '../../../test/support/present.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import { Failure } from '../../domain/failure.ts';
import { refuses } from '../../domain/finding.ts';
import { HELM_CHART, HELM_CONFIG, OCI_MANIFEST } from '../../domain/oci.ts';
import type { GateSettings } from '../../domain/settings.ts';
import type { Targets } from '../../domain/targets.ts';
import { formatOciDocument } from '../../formats/oci/document.ts';
import { sha256 } from '../../formats/sha256.ts';
import type { Source } from '../../ports/source.ts';
import { judge } from './judge.ts';
import { lookAtNames } from './names.ts';
import type { Seen } from './seen.ts';

const IMAGE = 'ghcr.io/acme/widget';
const CHARTS = 'ghcr.io/acme/charts';
const charted: Targets = {
  ...targets,
  images: [
    {
      id: 'widget',
      repository: IMAGE,
      tags: ['{tag}', '{version}'],
      moving: ['latest'],
      known: [],
      platforms: [],
    },
  ],
  charts: [{ path: 'charts/widget', push: CHARTS }, { path: 'charts/asset-only' }],
};
const CHART_YAML = 'apiVersion: v2\nname: widget\nversion: 1.0.0+b.1\nappVersion: v0.0.1\n';

let there: MemoryRegistry;
beforeEach(() => {
  there = createMemoryRegistry();
});

const look = async ({
  targets: wanted = charted,
  yaml = CHART_YAML,
}: { readonly targets?: Targets; readonly yaml?: string } = {}) => {
  const source = {
    text: async (_commit: string, path: string) =>
      path === 'charts/widget/Chart.yaml' ? new TextEncoder().encode(yaml) : undefined,
  } as unknown as Source;
  return lookAtNames(wanted, facts, { registry: there.registry, source });
};
const judged = async (state: Seen['target']['state'] = 'new', given: Parameters<typeof look>[0] = {}) => {
  const names = await look(given);
  const seen = { names, target: { state, message: '' }, rehearsed: true } as unknown as Seen;
  return judgeNames(seen);
};
const judgeNames = (seen: Seen) =>
  judge({ ...calm, ...seen }, {
    asked: {},
    approvals: 0,
    checks: 'all',
    targets,
  } as unknown as GateSettings).filter(({ check }) => check === 'names');
// What other rules look at; what they say of it is not looked at here.
const calm = {
  tag: 'x',
  commit: { id: '' },
  wanted: [],
  branches: [],
  range: [],
  changes: new Map(),
  checks: [],
  statuses: [],
  ownRun: '',
  repository: { defaultBranch: 'main' },
  rules: { tag: [], branch: [], environment: [] },
} as unknown as Seen;

const put = (repository: string, bytes: Uint8Array, mediaType: string): Descriptor => {
  const digest = sha256(bytes);
  there.repository(repository).content.set(digest, bytes);
  return { mediaType, digest, size: bytes.length };
};
/** A chart that is there already, as its config has it. */
const chart = async (config: string): Promise<Descriptor> => {
  const repository = `${CHARTS}/widget`;
  const text = (value: string): Uint8Array => new TextEncoder().encode(value);
  const manifest = formatOciDocument({
    kind: 'manifest',
    mediaType: OCI_MANIFEST,
    config: put(repository, text(config), HELM_CONFIG),
    layers: [put(repository, text('tgz'), HELM_CHART)],
  });
  const content = put(repository, manifest, OCI_MANIFEST);
  await there.versionNames.give(repository, '1.0.0_b.1', content);
  return content;
};

describe('names in registries', () => {
  it('are free where nothing is', async () => {
    expect(await judged()).toMatchObject(
      [`${IMAGE}:v1.2.3`, `${IMAGE}:1.2.3`, `${CHARTS}/widget:1.0.0_b.1`].map((subject) => ({
        code: 'NAME_FREE',
        subject,
        result: 'proved',
        rehearsed: true,
      })),
    );
  });

  it('that exist are noted, for before the seal they must name this release', async () => {
    await there.versionNames.give(IMAGE, 'v1.2.3', put(IMAGE, new Uint8Array(1), OCI_MANIFEST));
    const [first] = await judged();
    expect(first).toMatchObject({ code: 'NAME_EXISTS', subject: `${IMAGE}:v1.2.3`, result: 'info' });
  });

  it('fail with the code of a registry that cannot be asked', async () => {
    const silent = new Failure('FILE_UNREADABLE', 'no answer', { remedy: 'wait' });
    there = { ...there, registry: { ...there.registry, resolve: () => Promise.reject(silent) } };
    await expect(look()).rejects.toBe(silent);
  });

  it('are rendered from templates where the chart has them', async () => {
    const [, own = { path: '' }] = charted.charts;
    const named = {
      ...own,
      path: 'charts/widget',
      push: CHARTS,
      version: '{version}',
      appVersion: '{version}',
    };
    const names = await look({ targets: { ...charted, images: [], charts: [named] } });
    expect(names).toEqual([
      { name: `${CHARTS}/widget:1.2.3`, chart: { path: 'charts/widget', appVersion: '1.2.3' } },
    ]);
  });

  it('leave it to packaging to say what is wrong with a chart', async () => {
    expect(await look({ targets: { ...charted, images: [] }, yaml: 'name: [' })).toEqual([]);
  });
});

describe('W13: a version of a chart that exists', () => {
  const chartOnly = { targets: { ...charted, images: [] } };

  it('with the same appVersion is noted', async () => {
    const { digest } = await chart('{"appVersion":"v1.2.3"}');
    expect(await judged('new', chartOnly)).toMatchObject([
      { code: 'CHART_VERSION_EXISTS', result: 'info', message: expect.stringContaining(digest) },
    ]);
  });

  it.each([
    { name: 'another appVersion', config: '{"appVersion":"v1.2.2"}', says: 'with the appVersion v1.2.2' },
    { name: 'no appVersion', config: '{"name":"widget"}', says: 'with no appVersion' },
    { name: 'an empty appVersion', config: '{"appVersion":""}', says: 'with no appVersion' },
    { name: 'a config that cannot be read', config: '{', says: 'with no appVersion' },
  ])('with $name stands in the way', async ({ config, says }) => {
    await chart(config);
    const [finding] = await judged('new', chartOnly);
    expect(finding).toMatchObject({
      code: 'CHART_VERSION_TAKEN',
      remedy: 'Bump charts/widget/Chart.yaml version before releasing.',
    });
    expect(finding?.message).toContain(says);
    expect(refuses(present(finding))).toBe(true);
  });

  it('stands in the way when what is there is no chart, or damaged', async () => {
    const { digest } = await chart('{"appVersion":"v1.2.3"}');
    there.repository(`${CHARTS}/widget`).content.delete(digest);
    expect(await judged('new', chartOnly)).toMatchObject([{ code: 'CHART_VERSION_TAKEN', demanded: true }]);
  });

  it.each(['sealed', 'published'] as const)('decides nothing about a release that is %s', async (state) => {
    await chart('{"appVersion":"v1.2.2"}');
    expect(await judged(state, chartOnly)).toMatchObject([{ code: 'CHART_VERSION_TAKEN', demanded: false }]);
  });
});
