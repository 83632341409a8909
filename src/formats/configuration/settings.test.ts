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
