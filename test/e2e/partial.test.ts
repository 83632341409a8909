// The rehearsal of a part: fast, plain about what is missing, and never taken for a release.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { verify } from '../../src/cli/check/index.ts';
import type { Answer } from '../../src/cli/command.ts';
import { rehearse } from '../../src/cli/make/index.ts';
import { quietInvocation } from '../support/invocation.ts';
import { createWidget, type Widget } from '../support/widget.ts';

const CONFIGURATION = `version: 1
project: widget
repository: acme/widget
build:
  files:
    page: { command: [{ run: [node, -p, '1'], stdout: page }], outputs: [page] }
    cli:
      command: [{ run: [node, -p, '"{target}"'], stdout: cli }]
      inputs: [{ from: page, to: in }]
      outputs: [cli]
      platforms: [linux/amd64, linux/arm64]
    manual: { command: [{ run: [node, -p, '2'], stdout: manual }], outputs: [manual] }
  images:
    widget:
      repository: ghcr.io/acme/widget
      platforms: [linux/amd64, linux/arm64]
      layers: { base: scratch, files: [{ from: cli, to: /widget, mode: '0755' }], entrypoint: [/widget] }
package:
  files: [{ from: cli, path: '*', asset: 'cli_{os}_{arch}' }, { from: manual, path: '*', asset: manual }]
`;

let root = '';
let widget: Widget;
let part: Answer;
let said = '';

const run = async (options: Parameters<typeof rehearse>[1]): Promise<Answer> => {
  const heard = quietInvocation(root);
  const answer = await rehearse('widget', { out: 'out', ...options }, heard.invocation);
  said = heard.said();
  return answer;
};
const out = (...path: readonly string[]): string => join(root, 'out', ...path);
const judged = async (path: string, rehearsal: boolean): Promise<unknown> =>
  verify([path], rehearsal ? { rehearsal } : {}, quietInvocation(root).invocation).then(
    ({ exit }) => exit,
    (error: unknown) => (error as { readonly code?: unknown }).code,
  );

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'colophon-partial-'));
  widget = createWidget({
    dir: join(root, 'widget'),
    tag: 'v1.0.0',
    change: (dir) => writeFileSync(join(dir, 'colophon.yaml'), CONFIGURATION),
  });
  part = await run({ only: ['cli'], platform: ['linux/amd64'] });
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('says what was left out, in the document and to people', () => {
  expect(part).toMatchObject({
    exit: 0,
    document: {
      kind: 'colophon.rehearsal',
      partial: {
        directory: out('partial'),
        left: ['builder cli for linux/arm64', 'builder manual', 'image widget', 'file manual'],
      },
      assets: out('partial/assets'),
    },
  });
  expect(part.text).toContain('no release');
  expect(part.text).toContain('builder cli for linux/arm64');
});

it('lays out what was made, and ends before anything is signed, pushed, staged or named', () => {
  expect(readdirSync(out('partial/assets')).sort()).toEqual([
    'cli_linux_amd64',
    'cli_linux_amd64.spdx.json',
    'widget_v1.0.0_checksums.txt',
    'widget_v1.0.0_notes.md',
  ]);
  expect(said).not.toMatch(/^ {2}(sign|push|draft|seal|publish)/m);
  for (const name of ['forge', 'sigstore', 'registries']) expect(existsSync(out(name))).toBe(false);
});

it('is no rehearsal that proves, whichever way it is asked', async () => {
  expect(await judged('./out/partial', true)).toBe('REHEARSAL_UNFINISHED');
  expect(await judged('./out', true)).toBe('REHEARSAL_UNFINISHED');
  expect(await judged('./out/partial', false)).toBe(1);
});

it('never lends what it made to the whole, and never takes away what the whole has proved', async () => {
  const whole = await run({});
  expect(whole.exit).toBe(0);
  expect(said).not.toContain('from before');
  const again = await run({ only: ['manual'] });
  expect(again.document['partial']).toMatchObject({
    left: ['builder page', 'builder cli', 'image widget', 'file cli_{os}_{arch}'],
  });
  expect(readdirSync(out('partial/assets'))).toContain('manual');
  expect(readdirSync(out('partial/assets'))).not.toContain('cli_linux_amd64');
  expect(await judged('./out', true)).toBe(0);
});

it('lays out an image of the platforms that were asked for, under its tag', async () => {
  const { exit, document } = await run({ only: ['widget'], platform: ['linux/arm64'] });
  expect([exit, document['images']]).toMatchObject([
    0,
    [{ reference: 'ghcr.io/acme/widget:v1.0.0', layout: out('partial/registries/ghcr.io+acme+widget') }],
  ]);
  const [{ digest, layout }] = document['images'] as readonly [{ digest: string; layout: string }];
  const blob = (name: string): { manifests: readonly object[] } =>
    JSON.parse(readFileSync(join(layout, name), 'utf8')) as { manifests: readonly object[] };
  expect(blob('index.json').manifests).toMatchObject([{ digest }]);
  expect(blob(`blobs/sha256/${digest.slice(7)}`).manifests).toMatchObject([
    { platform: { os: 'linux', architecture: 'arm64' } },
  ]);
  expect(document['partial']).toMatchObject({
    left: expect.arrayContaining(['image widget for linux/amd64']) as unknown,
  });
});

it('shows the images of the whole, again when it was rehearsed before', async () => {
  const images = [
    {
      reference: 'ghcr.io/acme/widget:v1.0.0',
      digest: expect.stringMatching(/^sha256:/) as string,
      layout: out('registries/ghcr.io+acme+widget'),
    },
  ];
  const again = await run({});
  expect(again.document).toMatchObject({ images, mirrors: [], charts: [] });
  expect(again.text).toMatch(/rehearsed before and still holds: \d+ files, 1 image in/);
  expect(existsSync(out('registries/ghcr.io+acme+widget/oci-layout'))).toBe(true);
});

it('rehearses a part of an edited commit beside a whole rehearsal of another', async () => {
  writeFileSync(join(widget.dir, 'colophon.yaml'), CONFIGURATION.replace('"{target}"', '"edited {target}"'));
  widget.git('commit', '--quiet', '--all', '--message=Edit (#2)');
  const edited = await run({ only: ['cli'], platform: ['linux/amd64'], ref: 'HEAD' });
  expect(edited.exit).toBe(0);
  expect(readFileSync(out('partial/assets/cli_linux_amd64'), 'utf8')).toBe('edited linux_amd64\n');
  expect(readFileSync(out('partial/built/cli/linux_amd64/cli'), 'utf8')).toBe('edited linux_amd64\n');
  expect(await judged('./out', true)).toBe(0);
});

it('is a whole rehearsal when nothing is left out', async () => {
  const answer = await run({ out: 'all', tag: 'v1.0.0', platform: ['linux/amd64', 'linux/arm64'] });
  expect(answer.document['partial']).toBeUndefined();
  expect(answer.document['verify']).toBeDefined();
});

it.each([{ only: ['nothing'] }, { platform: ['windows/amd64'] }, { only: ['cli'], platform: ['x'] }])(
  'refuses %j and leaves everything as it is',
  async (options) => {
    const before = readdirSync(out('partial/assets'));
    expect(await run(options)).toMatchObject({ exit: 2, document: { error: { code: 'USAGE' } } });
    expect(readdirSync(out('partial/assets'))).toEqual(before);
  },
);
