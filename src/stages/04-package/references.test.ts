// Manifests and charts of a small release: what is pinned, what is listed, what is noticed, what is refused.
import { describe, expect, it } from 'vitest';

import { type PackageRun, runPackage } from '../../../test/support/package-stage.ts';
import { targets } from '../../../test/support/release-facts.ts';
import type { ChartRule, ManifestRule } from '../../domain/package-rules.ts';
import type { Targets } from '../../domain/targets.ts';
import { imageReferences } from '../../formats/manifests/references.ts';
import { readTarGz } from '../../formats/tar/read.ts';

const digest = `sha256:${'a'.repeat(64)}` as const;
const image = {
  image: 'widget',
  repository: 'ghcr.io/acme/widget',
  tags: ['v1.2.3'],
  moving: ['latest'],
  index: { mediaType: 'application/vnd.oci.image.index.v1+json', digest, size: 1 },
  platforms: [],
};
const OURS = `ghcr.io/acme/widget:v1.2.3@${digest}`;
const places: Targets = {
  ...targets,
  images: [
    { id: 'widget', repository: image.repository, tags: [], moving: [], known: ['widget'], platforms: [] },
  ],
  charts: [{ path: 'charts/widget', push: 'ghcr.io/acme/charts' }],
};
const manifest = (more: Partial<ManifestRule> = {}): ManifestRule => ({
  asset: 'install.yaml',
  source: { kind: 'files', files: ['deploy/*.yaml'] },
  inputs: [],
  fields: [],
  ...more,
});
const chart = (more: Partial<ChartRule> = {}): ChartRule => ({
  path: 'charts/widget',
  asset: '{chart}-{chartVersion}.tgz',
  version: 'chart',
  appVersion: '{tag}',
  images: [{ image: 'widget', repository: 'image.repository', tag: 'image.tag', digest: 'image.digest' }],
  ...more,
});
const container = (name: string): string => `spec: { containers: [{ image: ${name} }] }\n`;
const CHART = 'apiVersion: v2\nname: widget\nversion: 0.4.1\n';
const FILES: PackageRun['files'] = {
  'deploy/a.yaml': container('widget'),
  'deploy/b.yaml': `---\n${container('nginx:1.27')}`,
  'charts/widget/Chart.yaml': CHART,
  'charts/widget/values.yaml':
    "image: { repository: x, tag: '', digest: '' }\nproxy: { image: 'envoy:1.30' }\n",
  'charts/widget/templates/a.yaml': 'image: {{ .Values.image }}\n',
  'charts/widget/LICENSE': '-> ../../LICENSE',
  LICENSE: 'free',
};
// By `helm dependency update` of Helm 4.3.
const PACKED =
  'H4sIFAAAAAAA/ywAcnIoAGFIUjBjSE02THk5NWIzVjBkUzVpWlM5Nk9WVjZNV2xqYW5keVRRbz1IZWxtAEpKLE7Vd85ILCrRq0zMzWGgBTAwMDAwMzEB0wYGBui0gYGpIYOhqbGBoZmZiaGpKYOBoZGhgSmDggFNXIMGSotLEosYDCi2C91zQwQkFmSGpRYVZ+bnWSmUGXHlJeamWimAEgVXGUzYQM9Qz4hroB06CkbBKBgFo4CqABAAAP//IRFFdQAIAAA=';
const LOCKED = `dependencies:
- name: base
  repository: file://../base
  version: 0.1.2
digest: sha256:7c4945d61a3c4a34f8899616a6a0586326a1c29b05f706d6fa0c99bcad23dbfb
generated: "2026-11-25T23:26:18.19245978Z"
`;
const run = (more: Partial<PackageRun>) =>
  runPackage({
    files: FILES,
    images: [image],
    ...more,
    settings: { targets: places, ...more.settings },
  });
const inside = async ({ store, outcome }: Awaited<ReturnType<typeof run>>, name: string) => {
  const asset = outcome.assets.find((one) => one.name === name);
  if (asset === undefined) throw new Error(`no asset ${name}`);
  const files: Record<string, string> = {};
  for await (const { path, bytes } of readTarGz(store.read(asset.content))) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk.slice());
    files[path] = Buffer.concat(chunks).toString();
  }
  return files;
};

describe('manifests', () => {
  it('W30: name each image of the release by tag and digest, others as before, listed', async () => {
    const { outcome, store } = await run({ settings: { manifests: [manifest()] } });
    const [asset] = outcome.assets;
    expect(asset).toMatchObject({
      name: 'install.yaml',
      role: 'manifest',
      content: { mediaType: 'application/yaml' },
    });
    expect(asset && store.text(asset.content)).toBe(`${container(OURS)}---\n${container('nginx:1.27')}`);
    expect(outcome.externalImages).toEqual(['nginx:1.27']);
    expect(outcome.findings.map(({ code }) => code)).toEqual(['IMAGE_PINNED']);
  });

  it('are joined in the order that the configuration gives, each document apart', async () => {
    const files = { 'deploy/a.yaml': 'a: 1', 'deploy/b.yaml': '# b\n---\nb: 1\n', 'c.yaml': 'c: 1\n' };
    const source = { kind: 'files', files: ['c.yaml', 'deploy/*.yaml', 'deploy/a.yaml'] } as const;
    const { outcome, store } = await run({ files, settings: { manifests: [manifest({ source })] } });
    const [asset] = outcome.assets;
    expect(asset && store.text(asset.content)).toBe('c: 1\n---\na: 1\n# b\n---\nb: 1\n');
  });

  it('may be what a builder left', async () => {
    const { outcome } = await run({
      built: [
        {
          builder: 'gen',
          path: 'out/x.yaml',
          output: 'out',
          executable: false,
          text: container('widget:dev'),
        },
      ],
      settings: {
        manifests: [
          manifest({
            source: { kind: 'files', files: ['made/x.yaml'] },
            inputs: [{ from: 'gen', to: './made/' }],
          }),
        ],
      },
    });
    expect(outcome.findings.map(({ code }) => code)).toEqual(['IMAGE_PINNED']);
  });

  it('come from kustomize without a network, its version in the part key and among the tools', async () => {
    const { outcome, store, commands, placed, hashed } = await run({
      rendered: container('ghcr.io/acme/widget:latest'),
      built: [{ builder: 'gen', path: 'crd.yaml', output: 'crd.yaml', executable: false, text: 'x' }],
      settings: {
        manifests: [
          manifest({
            source: { kind: 'kustomize', dir: 'config/base' },
            inputs: [{ from: 'gen', to: 'config/crd' }],
          }),
        ],
      },
    });
    const [asset] = outcome.assets;
    expect(asset && store.text(asset.content)).toBe(container(OURS));
    expect(commands).toMatchObject([
      {
        argv: ['kustomize', 'build', 'config/base'],
        env: { HTTPS_PROXY: 'http://127.0.0.1:9', GIT_ALLOW_PROTOCOL: 'none' },
        pass: [],
      },
    ]);
    expect(placed).toEqual(['config/crd/crd.yaml']);
    expect(hashed.get('install.yaml')).toEqual([{ name: 'kustomize', version: '5.8.1' }]);
    expect(outcome.tools).toEqual([{ name: 'kustomize', version: '5.8.1' }]);
  });

  it('behaviour 12: an image that no manifest mentions is a finding', async () => {
    const files = { ...FILES, 'deploy/a.yaml': container('ghcr.io/acme/wigdet') };
    const { outcome } = await run({ files, settings: { manifests: [manifest()] } });
    expect(outcome.findings.map(({ code }) => code)).toEqual([
      'IMAGE_LOOKS_LIKE_OURS',
      'EXTERNAL_IMAGE_UNPINNED',
      'IMAGE_NOT_MENTIONED',
    ]);
  });

  it('W39: another repository’s fork pins its own image, not the one that is written there', async () => {
    const fork = { ...image, repository: 'ghcr.io/fork/widget' };
    const { outcome, store } = await run({ images: [fork], settings: { manifests: [manifest()] } });
    const [asset] = outcome.assets;
    const [first] = imageReferences(asset ? await store.bytes(asset.content) : new Uint8Array());
    expect(first?.reference).toBe(`ghcr.io/fork/widget:v1.2.3@${digest}`);
  });

  it('behaviour 13: go into an archive beside files of the commit, and so do charts', async () => {
    const archive = {
      from: ['install.yaml', '{chart}-{chartVersion}.tgz'],
      asset: 'manifests-{tag}.tgz',
      formats: {},
      format: 'tar.gz',
      root: '',
      files: ['LICENSE'],
    } as const;
    const done = await run({ settings: { manifests: [manifest()], charts: [chart()], archives: [archive] } });
    expect(Object.keys(await inside(done, 'manifests-v1.2.3.tgz'))).toEqual([
      'LICENSE',
      'install.yaml',
      'widget-0.4.1.tgz',
    ]);
  });

  it.each([
    { name: 'a file that is not there', files: {}, code: 'SOURCE_FILE_MISSING' },
    { name: 'no YAML', files: { 'deploy/a.yaml': 'a: "b\n' }, code: 'MANIFESTS_UNREADABLE' },
    { name: 'no UTF-8', files: { 'deploy/a.yaml': Uint8Array.of(0xff, 0xfe) }, code: 'MANIFESTS_UNREADABLE' },
  ])('refuse $name', async ({ files, code }) => {
    await expect(run({ files, settings: { manifests: [manifest()] } })).rejects.toMatchObject({ code });
  });
});

describe('a chart', () => {
  it('behaviour 14: has the tag as appVersion, its own version, and images by digest', async () => {
    const done = await run({ settings: { charts: [chart()] } });
    expect(await inside(done, 'widget-0.4.1.tgz')).toEqual({
      'widget/Chart.yaml': `${CHART}appVersion: v1.2.3\n`,
      'widget/LICENSE': 'free',
      'widget/templates/a.yaml': 'image: {{ .Values.image }}\n',
      'widget/values.yaml': `image: { repository: ghcr.io/acme/widget, tag: 'v1.2.3', digest: '${digest}' }\nproxy: { image: 'envoy:1.30' }\n`,
    });
    expect(done.outcome).toMatchObject({
      assets: [{ role: 'chart' }],
      charts: [
        {
          name: 'widget',
          version: '0.4.1',
          appVersion: 'v1.2.3',
          tag: '0.4.1',
          asset: 'widget-0.4.1.tgz',
          repository: 'ghcr.io/acme/charts/widget',
        },
      ],
      externalImages: ['envoy:1.30'],
    });
  });

  it('W18, W27: is the same bytes whenever and wherever it is packed, and lies so in the registry', async () => {
    const { outcome, store } = await run({ settings: { charts: [chart()] } });
    const [asset] = outcome.assets;
    const [pushed] = outcome.charts;
    expect([asset?.content.digest, pushed?.pushed?.manifest.digest]).toMatchInlineSnapshot(`
      [
        "sha256:3723a39c8907a632a69dfea149c51f0d6808ec5da194516283ca287965fa1888",
        "sha256:9219ee541cc2e3d8916a8f16bd7d2f9e0afa7cd4186217f8ba88b4cb1cd32c23",
      ]
    `);
    expect(pushed?.pushed?.layer).toMatchObject({ digest: asset?.content.digest, size: asset?.content.size });
    expect(pushed?.pushed && JSON.parse(store.text(pushed.pushed.config))).toEqual({
      apiVersion: 'v2',
      appVersion: 'v1.2.3',
      name: 'widget',
      version: '0.4.1',
    });
  });

  it('is an asset only where nobody pushes it, and may have the release’s version', async () => {
    const { outcome } = await run({
      settings: { targets: { ...places, charts: [] }, charts: [chart({ version: '{version}' })] },
    });
    expect(outcome.charts).toEqual([
      { name: 'widget', version: '1.2.3', appVersion: 'v1.2.3', tag: '1.2.3', asset: 'widget-1.2.3.tgz' },
    ]);
  });

  it('pins a literal image of ours in a template, and says which mention is not pinned', async () => {
    const files = {
      ...FILES,
      'charts/widget/templates/a.yaml':
        '{{ x }}\n      image: "ghcr.io/acme/widget:v1" # ours\n      image: nginx\n',
      'charts/widget/values.yaml': 'image: { repository: ghcr.io/acme/widget, tag: v1 }\n',
    };
    const done = await run({ files, settings: { charts: [chart({ images: [] })] } });
    expect((await inside(done, 'widget-0.4.1.tgz'))['widget/templates/a.yaml']).toBe(
      `{{ x }}\n      image: "${OURS}" # ours\n      image: nginx\n`,
    );
    expect(done.outcome.externalImages).toEqual(['nginx']);
    expect(done.outcome.findings.map(({ code }) => code).toSorted()).toEqual([
      'EXTERNAL_IMAGE_UNPINNED',
      'IMAGE_MENTION_NOT_PINNED',
      'IMAGE_PINNED',
    ]);
  });

  const needs = `${CHART}dependencies: [{ name: base, version: 1.x.x, repository: 'https://charts.example' }]\n`;
  const own = `${CHART}dependencies: [{ name: base, version: ^1.0.0, repository: 'file://../base' }]\n`;
  const base = (version: string) => ({
    'charts/widget/charts/base/Chart.yaml': `apiVersion: v1\nname: base\nversion: ${version}\n`,
  });

  it('may depend on charts of the repository that lie in it', async () => {
    const files = { ...FILES, 'charts/widget/Chart.yaml': own, ...base('1.4.0') };
    const done = await run({ files, settings: { charts: [chart()] } });
    expect(Object.keys(await inside(done, 'widget-0.4.1.tgz'))).toContain('widget/charts/base/Chart.yaml');
  });

  it('may depend on a chart as Helm packs it, by the lock that Helm wrote', async () => {
    const files = {
      ...FILES,
      'charts/widget/Chart.yaml': `${CHART}dependencies: [{ name: base, version: '>=0.1.0 <1.0.0', repository: file://../base }]\n`,
      'charts/widget/Chart.lock': LOCKED,
      'charts/widget/charts/base-0.1.2.tgz': new Uint8Array(Buffer.from(PACKED, 'base64')),
    };
    const done = await run({ files, settings: { charts: [chart()] } });
    expect(Object.keys(await inside(done, 'widget-0.4.1.tgz'))).toContain('widget/charts/base-0.1.2.tgz');
  });

  const lock = (sum: string) => ({
    'charts/widget/Chart.lock': `dependencies: [{ name: base, repository: 'https://charts.example', version: 1.4.0 }]\ndigest: sha256:${sum}\ngenerated: "2026-01-01T00:00:00Z"\n`,
  });

  it.each<{ name: string; files: PackageRun['files']; rule?: Partial<ChartRule>; code: string }>([
    {
      name: 'no Chart.yaml',
      files: { 'charts/widget/Chart.yaml/x': '' },
      rule: { path: 'charts/other' },
      code: 'CHART_INVALID',
    },
    { name: 'a version that is none', files: {}, rule: { version: '{tag}' }, code: 'CHART_INVALID' },
    { name: 'behaviour 46: an empty appVersion', files: {}, rule: { appVersion: '' }, code: 'CHART_INVALID' },
    {
      name: 'a number for a version',
      files: { 'charts/widget/Chart.yaml': 'apiVersion: v2\nname: widget\nversion: 1.0\n' },
      code: 'CHART_INVALID',
    },
    {
      name: 'a link that leaves the repository',
      files: { 'charts/widget/x': '-> ../../../etc/passwd' },
      code: 'CHART_INVALID',
    },
    { name: 'a link to a link', files: { 'charts/widget/x': '-> LICENSE' }, code: 'CHART_INVALID' },
    {
      name: 'a file that Helm would not load',
      files: { 'charts/widget/x': new Uint8Array(5 * 1024 * 1024 + 1) },
      code: 'CHART_INVALID',
    },
    {
      name: 'a .helmignore that Helm cannot read',
      files: { 'charts/widget/.helmignore': '**' },
      code: 'CHART_INVALID',
    },
    {
      name: 'a place that is not in the values',
      files: { 'charts/widget/values.yaml': 'image: {}\n' },
      code: 'CHART_VALUE_MISSING',
    },
    {
      name: 'a dependency from elsewhere without a lock',
      files: { 'charts/widget/Chart.yaml': needs, ...base('1.4.0') },
      code: 'CHART_LOCK_STALE',
    },
    {
      name: 'a lock of other wishes',
      files: { 'charts/widget/Chart.yaml': needs, ...base('1.4.0'), ...lock('0'.repeat(64)) },
      code: 'CHART_LOCK_STALE',
    },
    {
      name: 'a dependency that is not vendored',
      files: { 'charts/widget/Chart.yaml': own },
      code: 'CHART_DEPENDENCY_MISSING',
    },
    {
      name: 'a dependency in another version',
      files: { 'charts/widget/Chart.yaml': own, ...base('2.0.0') },
      code: 'CHART_DEPENDENCY_MISSING',
    },
  ])('is refused with $name', async ({ files, rule, code }) => {
    await expect(
      run({ files: { ...FILES, ...files }, settings: { charts: [chart(rule)] } }),
    ).rejects.toMatchObject({ code });
  });

  it('is refused when its name is another asset’s', async () => {
    const manifests = [manifest({ asset: 'Widget-0.4.1.tgz' })];
    await expect(run({ settings: { manifests, charts: [chart()] } })).rejects.toMatchObject({
      code: 'ASSET_NAME_TWICE',
    });
  });
});
