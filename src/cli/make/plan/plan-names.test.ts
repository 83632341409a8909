import { expect, it } from 'vitest';

import { parseConfiguration, settingsOf } from '../../../formats/configuration/index.ts';
import type { Source } from '../../../ports/source.ts';
import { nameFacts } from '../../../stages/plan-assets.ts';
import { planNames } from './plan-names.ts';

const CONFIGURATION = `version: 1
repository: acme/widget
build:
  files: { cli: { command: [[x]], outputs: [x], platforms: [linux/amd64] } }
  images:
    widget:
      repository: ghcr.io/acme/widget
      tags: ['{tag}', '{version}']
      platforms: [linux/amd64]
      layers: { base: scratch, files: [{ from: cli, to: /x }] }
package:
  charts: [{ path: charts/widget, push: ghcr.io/acme/charts }]
mirror: [{ to: registry.example/team }]
`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const asked = { mode: 'rehearsal', tag: 'v1.2.3', tagged: true, commit: 'c'.repeat(40) } as const;
const { settings } = settingsOf(parseConfiguration(bytes(CONFIGURATION), 'colophon.yaml'), {
  asked,
  origin: 'acme/widget',
});
const source = (chart: string | undefined): Source =>
  ({ text: async () => (chart === undefined ? undefined : bytes(chart)) }) as unknown as Source;
const there = { mediaType: 'x/y', digest: `sha256:${'0'.repeat(64)}`, size: 1 } as const;
const registry = {
  resolve: async (repository: string, tag: string) =>
    repository === 'ghcr.io/acme/charts/widget' && tag === '0.3.4_1' ? there : undefined,
};
const planned = (chart: string | undefined): Promise<readonly string[]> =>
  planNames(settings, nameFacts(settings), { source: source(chart), registry }).then((names) =>
    names.map(({ reference, state, mirror = '' }) => `${reference} ${state} ${mirror}`.trim()),
  );

it('names images, charts and mirrors, and says which name is to be had', async () => {
  expect(await planned('apiVersion: v2\nname: widget\nversion: 0.3.4+1\n')).toEqual([
    'ghcr.io/acme/widget:v1.2.3 free',
    'ghcr.io/acme/widget:1.2.3 free',
    'ghcr.io/acme/widget:latest moves',
    'ghcr.io/acme/charts/widget:0.3.4_1 exists',
    'registry.example/team/widget:v1.2.3 free registry.example/team',
    'registry.example/team/widget:1.2.3 free registry.example/team',
    'registry.example/team/charts/widget:0.3.4_1 free registry.example/team',
  ]);
});

it.each([
  { name: 'is not there', chart: undefined },
  { name: 'cannot be read', chart: 'name: [' },
])('leaves out a chart that $name: `package` says why', async ({ chart }) => {
  expect((await planned(chart)).some((line) => line.includes('charts'))).toBe(false);
});
