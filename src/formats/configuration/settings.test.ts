// What stages are given: defaults, short forms written out, and the repository that everyone agrees on.
import { describe, expect, it } from 'vitest';

import { Failure } from '../../domain/failure.ts';
import type { Asked } from '../../domain/settings.ts';
import { parseConfiguration } from './configuration.ts';
import { type Circumstances, settingsOf } from './settings.ts';

const asked: Asked = { mode: 'rehearsal', tag: 'v1.2.3', tagged: true, commit: '1'.repeat(40) };
const settings = (text: string, circumstances: Partial<Circumstances> = {}) =>
  settingsOf(parseConfiguration(new TextEncoder().encode(`version: 1\n${text}`), 'colophon.yaml'), {
    asked,
    origin: 'acme/widget',
    ...circumstances,
  }).settings;

describe('defaults', () => {
  it('are those of the contract', () => {
    const all = settings('');
    expect(all.gate).toMatchObject({
      tag: 'v{version}',
      branches: [],
      approvals: 1,
      checks: 'all',
      latest: 'auto',
      asked,
    });
    expect(all.gate.changelog).toBeUndefined();
    expect(all.sbom.asset).toBe('{asset}.spdx.json');
    expect(all.checksum).toMatchObject({
      lists: [{ asset: '{project}_{tag}_checksums.txt', of: ['*'] }],
      beside: [],
    });
    expect(all.notes).toMatchObject({
      sections: ['Security', 'Upgrade'],
      checksums: ['{project}_{tag}_checksums.txt'],
    });
    expect(all.draft.title).toBe('{tag}');
    expect(all.gate.targets).toEqual({
      repository: 'acme/widget',
      project: 'widget',
      forge: 'github',
      read: 'public',
      images: [],
      charts: [],
      mirrors: [],
    });
    expect(all.provenance.configuration).toMatch(/^[0-9a-f]{64}$/);
  });

  it('of a builder: a target named after its platform, an hour, the base name of the package', () => {
    const [cli] = settings(
      'build: { files: { cli: { go: { package: ./cmd/widget }, platforms: [linux/arm/v7] } } }\n',
    ).build.files;
    expect(cli).toMatchObject({
      kind: 'go',
      binary: 'widget',
      timeout: 3600,
      buildvcs: true,
      cgo: false,
      targets: [{ platform: { os: 'linux', architecture: 'arm', variant: 'v7' }, target: 'linux_armv7' }],
    });
  });

  it('read the changelog that the commit holds, and demand only the one that is named', () => {
    expect(settings('', { changelog: 'CHANGELOG.md' })).toMatchObject({ notes: { from: 'CHANGELOG.md' } });
    expect(settings('', { changelog: 'CHANGELOG.md' }).gate.changelog).toBeUndefined();
    expect(settings('notes: { from: HISTORY.md }\n', { changelog: 'CHANGELOG.md' })).toMatchObject({
      notes: { from: 'HISTORY.md' },
      gate: { changelog: 'HISTORY.md' },
    });
  });
});

it('writes short forms out', () => {
  const {
    build,
    package: packaging,
    gate,
  } = settings(`gate: { branch: main, checks: Build }
build:
  files:
    rs:
      command: [[cargo, build], { run: [./rs, --man], stdout: rs.1 }]
      outputs: [a, { path: b, sha256: '${'0'.repeat(64)}' }]
      platforms: [{ linux/amd64: x86_64-unknown-linux-musl }]
      timeout: 2m
package:
  archives:
    - { from: rs, asset: 'rs_{os}', format: zip }
    - { from: source, asset: 'rs_source' }
`);
  expect(gate).toMatchObject({ branches: ['main'], checks: ['Build'] });
  expect(build.files[0]).toMatchObject({
    commands: [{ run: ['cargo', 'build'] }, { run: ['./rs', '--man'], stdout: 'rs.1' }],
    outputs: [{ path: 'a' }, { path: 'b', sha256: '0'.repeat(64) }],
    targets: [{ target: 'x86_64-unknown-linux-musl' }],
    timeout: 120,
  });
  expect(packaging.archives).toEqual([
    { from: ['rs'], asset: 'rs_{os}', format: 'zip', formats: {}, root: '', files: [] },
    { from: ['source'], asset: 'rs_source', format: 'tar.gz', formats: {}, root: '', files: [] },
  ]);
});

describe('images', () => {
  const image = (more: string): string => `build:
  files: { cli: { go: {}, platforms: [linux/amd64, linux/arm/v7] } }
  images: { widget: { repository: ghcr.io/acme/widget, platforms: [linux/amd64, linux/arm/v7], ${more} } }
`;

  it('are tagged with the release, move latest, start from scratch and belong to root unless they say otherwise', () => {
    const { build } = settings(image('layers: { files: [{ from: cli, to: /widget }] }'));
    expect(build.targets.images).toEqual([
      {
        id: 'widget',
        repository: 'ghcr.io/acme/widget',
        tags: ['{tag}'],
        moving: ['latest'],
        known: [],
        platforms: [
          { os: 'linux', architecture: 'amd64' },
          { os: 'linux', architecture: 'arm', variant: 'v7' },
        ],
      },
    ]);
    expect(build.images).toEqual([
      {
        kind: 'layers',
        id: 'widget',
        platforms: build.targets.images[0]?.platforms,
        labels: {},
        base: { kind: 'scratch' },
        files: [{ from: 'cli', to: '/widget', uid: 0, gid: 0 }],
        entrypoint: [],
        cmd: [],
        env: {},
      },
    ]);
  });

  it('have modes read as octal, one number for an owner and its group, and what is written as it is', () => {
    const [rule] = settings(
      image(`labels: { a: '{commitTime}' }, layers: {
        files: [
          { from: cli, target: linux_amd64, path: '*', to: /a, mode: '0750', owner: '65532' },
          { from: cli, target: linux_armv7, to: /b, mode: '644', owner: '1:2' } ],
        entrypoint: [/a], cmd: [x], env: { A: '{tag}' }, user: '65532', workdir: /srv }`),
    ).build.images;
    expect(rule).toMatchObject({
      labels: { a: '{commitTime}' },
      files: [
        { from: 'cli', target: 'linux_amd64', path: '*', to: '/a', mode: 0o750, uid: 65532, gid: 65532 },
        { from: 'cli', target: 'linux_armv7', to: '/b', mode: 0o644, uid: 1, gid: 2 },
      ],
      entrypoint: ['/a'],
      cmd: ['x'],
      env: { A: '{tag}' },
      user: '65532',
      workdir: '/srv',
    });
  });

  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    { written: 'scratch', is: { kind: 'scratch' } },
    {
      written: `registry.example:5000/base@${digest}`,
      is: { kind: 'reference', repository: 'registry.example:5000/base', digest },
    },
    // A tag beside a digest is for people's eyes, and for tools that raise both.
    {
      written: `gcr.io/distroless/static:nonroot@${digest}`,
      is: { kind: 'reference', repository: 'gcr.io/distroless/static', digest },
    },
    { written: '{ layout: vendor/base }', is: { kind: 'layout', path: 'vendor/base' } },
    {
      written: `{ layout: out, from: cli, digest: '${digest}' }`,
      is: { kind: 'layout', path: 'out', from: 'cli', digest },
    },
  ])('start from $written', ({ written, is }) => {
    const base = written.startsWith('{') ? written : `'${written}'`;
    const { images } = settings(image(`layers: { base: ${base}, files: [{ from: cli, to: /x }] }`)).build;
    expect(images[0]).toMatchObject({ kind: 'layers', base: is });
  });
});

it('knows where manifests, charts and mirrors come from and go to', () => {
  const { package: packaging } = settings(`build:
  files: { web: { node: {}, outputs: [dist] } }
package:
  manifests:
    - { asset: a.yaml, kustomize: config/base, inputs: [{ from: web, to: ui }], fields: ['Widget.spec.image'] }
    - { asset: b.yaml, files: [x.yaml, y.yaml] }
  charts:
    - { path: ./charts/widget/ }
    - { path: charts/gadget, push: ghcr.io/acme/charts, version: '{version}', appVersion: '{version}', asset: g.tgz }
mirror:
  - { to: registry.example/team }
  - { to: registry.example, repositories: { ./charts/gadget: g }, moving: true, required: false, read: private }
`);
  expect(packaging.manifests).toEqual([
    {
      asset: 'a.yaml',
      source: { kind: 'kustomize', dir: 'config/base' },
      inputs: [{ from: 'web', to: 'ui' }],
      fields: ['Widget.spec.image'],
    },
    { asset: 'b.yaml', source: { kind: 'files', files: ['x.yaml', 'y.yaml'] }, inputs: [], fields: [] },
  ]);
  expect(packaging.charts).toEqual([
    {
      path: 'charts/widget',
      asset: '{chart}-{chartVersion}.tgz',
      version: 'chart',
      appVersion: '{tag}',
      images: [],
    },
    { path: 'charts/gadget', asset: 'g.tgz', version: '{version}', appVersion: '{version}', images: [] },
  ]);
  expect(packaging.targets.charts).toEqual([
    { path: 'charts/widget' },
    {
      path: 'charts/gadget',
      push: 'ghcr.io/acme/charts',
      version: '{version}',
      appVersion: '{version}',
    },
  ]);
  expect(packaging.targets.mirrors).toEqual([
    { to: 'registry.example/team', repositories: {}, moving: false, required: true, read: 'public' },
    {
      to: 'registry.example',
      repositories: { 'charts/gadget': 'g' },
      moving: true,
      required: false,
      read: 'private',
    },
  ]);
});

it('takes a word in a mirror for the image of that id, not for the chart that is called like it', () => {
  const [mirror] = settings(`build:
  images: { widget: { repository: ghcr.io/acme/widget, platforms: [linux/amd64], layers: { base: { layout: x } } } }
package: { charts: [{ path: charts/widget, push: ghcr.io/acme/charts }, { path: charts/gadget, push: ghcr.io/acme/charts }] }
mirror: [{ to: registry.example, repositories: { widget: tools/widget, gadget: g } }]
`).mirror.targets.mirrors;
  expect(mirror?.repositories).toEqual({
    widget: 'tools/widget',
    gadget: 'g',
    'charts/widget': 'charts/widget',
  });
});

describe('the repository', () => {
  it.each([
    {
      name: 'of the configuration',
      text: 'repository: acme/gadget\n',
      given: { origin: undefined },
      is: 'acme/gadget',
    },
    {
      name: 'of the environment',
      text: '',
      given: { origin: undefined, environmentRepository: 'acme/env' },
      is: 'acme/env',
    },
    { name: 'of the origin', text: '', given: { origin: 'acme/origin' }, is: 'acme/origin' },
    {
      name: 'that all spell alike but for case',
      text: 'repository: acme/Widget\n',
      given: { origin: 'Acme/widget' },
      is: 'acme/Widget',
    },
  ])('is the one $name', ({ text, given, is }) => {
    expect(settings(text, given).gate.targets.repository).toBe(is);
  });

  it.each([
    { name: 'nobody names one', text: '', given: { origin: undefined }, at: '1:1', says: 'nobody says' },
    {
      name: 'configuration and origin disagree',
      text: 'repository: acme/widget\n',
      given: { origin: 'evil/widget' },
      at: '2:13',
      says: 'evil/widget',
    },
    {
      name: 'environment and origin disagree',
      text: '',
      given: { environmentRepository: 'evil/widget' },
      at: '1:1',
      says: 'GITHUB_REPOSITORY',
    },
    {
      name: 'the environment names none',
      text: '',
      given: { origin: undefined, environmentRepository: '/srv/x' },
      at: '1:1',
      says: 'no `owner/name`',
    },
  ])('is refused when $name', ({ text, given, at, says }) => {
    expect(() => settings(text, given)).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        at: `colophon.yaml:${at}`,
        message: expect.stringContaining(says),
      }),
    );
  });

  it('that cannot begin file names asks for a project', () => {
    expect(() => settings('', { origin: 'acme/.github' })).toThrow(Failure);
    expect(settings('project: dotgithub\n', { origin: 'acme/.github' }).gate.targets.project).toBe(
      'dotgithub',
    );
  });
});
