// A part of a release: what was named, what that needs, and what is said to be left out.
import { describe, expect, it } from 'vitest';

import { parsePlatform, type Platform } from '../../domain/platform.ts';
import type { Asked, Settings } from '../../domain/settings.ts';
import { parseConfiguration } from './configuration.ts';
import { formatLeftOut } from './left-out.ts';
import { narrowed } from './narrowed.ts';
import { settingsOf } from './settings.ts';

const asked: Asked = { mode: 'rehearsal', tag: 'v1.2.3', tagged: true, commit: '1'.repeat(40) };
const settings = (text: string): Settings =>
  settingsOf(parseConfiguration(new TextEncoder().encode(`version: 1\n${text}`), 'colophon.yaml'), {
    asked,
    origin: 'acme/widget',
  }).settings;

const WHOLE = settings(`build:
  files:
    web: { node: {}, outputs: [dist] }
    cli: { go: {}, platforms: [linux/amd64, linux/arm64, windows/amd64] }
    server: { go: {}, platforms: [linux/amd64, linux/arm64], inputs: [{ from: web, to: ui }] }
    manual: { command: [[x]], outputs: [widget.1] }
    layout: { command: [[x]], outputs: [base] }
    table: { prebuilt: table.csv }
  images:
    server:
      repository: ghcr.io/acme/server
      platforms: [linux/amd64, linux/arm64]
      layers: { base: { layout: base, from: layout }, files: [{ from: server, to: /server }] }
    other:
      repository: ghcr.io/acme/other
      platforms: [linux/arm64]
      layers: { files: [{ from: cli, to: /cli }] }
package:
  files: [{ from: table, asset: table.csv }]
  archives:
    - { from: [cli, manual], asset: 'widget_{os}_{arch}', format: { windows: zip } }
    - { from: source, asset: 'widget_source' }
    - { from: [table.csv], asset: 'tables' }
    - { from: [install.yaml], asset: 'deploy' }
  manifests: [{ asset: install.yaml, files: [deploy.yaml] }]
  charts: [{ path: charts/widget, push: ghcr.io/acme/charts, images: [{ image: server, digest: image.digest }] }]
checksum: { lists: [{ asset: all.txt }, { asset: cli.txt, of: ['widget_*.tar.gz', 'widget_*.zip'] }] }
mirror: [{ to: registry.example/acme }]
`);

const on = (...names: readonly string[]): readonly Platform[] =>
  names.flatMap((name) => parsePlatform(name) ?? []);

const part = (only: readonly string[], platforms: readonly Platform[] = []) => {
  const { settings: kept, leftOut } = narrowed(WHOLE, { only, platforms });
  return {
    kept: [
      ...kept.build.files.map(({ id, targets }) => [id, ...targets.map(({ target }) => target)].join(' ')),
      ...kept.build.images.map(({ id, platforms: theirs }) => `image ${id} ${theirs.length}`),
      ...kept.package.files.map(({ asset }) => asset),
      ...kept.package.archives.map(({ asset }) => asset),
      ...kept.package.manifests.map(({ asset }) => asset),
      ...kept.package.charts.map(({ path }) => path),
      ...kept.checksum.lists.map(({ asset }) => asset),
    ],
    leftOut: leftOut.map(formatLeftOut),
    settings: kept,
  };
};

describe('a part of a release', () => {
  it('is the whole when nothing is asked', () => {
    const whole = part([]);
    expect(whole.settings).toEqual(WHOLE);
    expect(whole.leftOut).toEqual([]);
  });

  it('of a builder has the archives made of it and what else those hold, and no image', () => {
    const { kept, leftOut } = part(['cli'], on('linux/amd64'));
    expect(kept).toEqual(['cli linux_amd64', 'manual', 'widget_{os}_{arch}', 'all.txt', 'cli.txt']);
    expect(leftOut).toEqual([
      'builder web',
      'builder cli for linux/arm64, windows/amd64',
      'builder server',
      'builder layout',
      'builder table',
      'image server',
      'image other',
      'file table.csv',
      'archive widget_source',
      'archive tables',
      'archive deploy',
      'manifest install.yaml',
      'chart charts/widget',
    ]);
  });

  it('of a builder whose file lies in an archive has the archive', () => {
    expect(part(['table']).kept).toEqual(['table', 'table.csv', 'tables', 'all.txt']);
  });

  it('of an image has its builders, their inputs and its base, and no checksum list that would be empty', () => {
    const { kept, leftOut, settings: smaller } = part(['other']);
    expect(kept).toEqual(['cli linux_amd64 linux_arm64 windows_amd64', 'image other 1', 'all.txt']);
    expect(leftOut).toContain('checksum list cli.txt');
    expect(smaller.notes.checksums).toEqual(['all.txt']);
    expect(part(['server']).kept.slice(0, 4)).toEqual([
      'web',
      'server linux_amd64 linux_arm64',
      'layout',
      'image server 2',
    ]);
  });

  it('of manifests has every image, of a chart those that it names', () => {
    expect(part(['install.yaml']).kept).toEqual(
      expect.arrayContaining(['image server 2', 'image other 1', 'install.yaml', 'deploy']),
    );
    expect(part(['deploy']).kept).toEqual(part(['install.yaml']).kept);
    const chart = part(['charts/widget']);
    expect(chart.kept).toEqual(expect.arrayContaining(['image server 2', 'charts/widget']));
    expect(chart.kept).not.toContain('image other 1');
    expect(part(['widget']).kept).toEqual(chart.kept);
  });

  it('on one platform has images of that one, and nothing that needs what cannot be made', () => {
    const { kept, leftOut, settings: smaller } = part([], on('linux/amd64'));
    expect(kept).toEqual([
      'web',
      'cli linux_amd64',
      'server linux_amd64',
      'manual',
      'layout',
      'table',
      'image server 1',
      'table.csv',
      'widget_{os}_{arch}',
      'widget_source',
      'tables',
      'charts/widget',
      'all.txt',
      'cli.txt',
    ]);
    // A manifest may mention the image that is not made here.
    expect(leftOut).toEqual([
      'builder cli for linux/arm64, windows/amd64',
      'builder server for linux/arm64',
      'image server for linux/arm64',
      'image other',
      'archive deploy',
      'manifest install.yaml',
    ]);
    expect(smaller.package.targets.images.map(({ id, platforms }) => [id, platforms.length])).toEqual([
      ['server', 1],
    ]);
  });

  it('on another platform drops the chart of an image, and the archive of nothing but a manual', () => {
    const { kept } = part([], on('windows/amd64'));
    expect(kept).not.toContain('charts/widget');
    expect(kept).toContain('widget_{os}_{arch}');
    expect(part(['server'], on('linux/arm64')).kept).toContain('image server 1');
  });

  it('drops what takes the files of a builder that is not made', () => {
    const chain = settings(`build:
  files:
    a: { go: {}, platforms: [linux/amd64] }
    b: { command: [[x]], outputs: [x], inputs: [{ from: a, to: y }] }
    c: { command: [[x]], outputs: [x], inputs: [{ from: b, to: y }] }
    d: { go: {}, platforms: [darwin/arm64] }
package: { archives: [{ from: [c], asset: c }] }
`);
    const { settings: smaller } = narrowed(chain, { only: [], platforms: on('darwin/arm64') });
    expect(smaller.build.files.map(({ id }) => id)).toEqual(['d']);
    expect(smaller.package.archives).toEqual([]);
  });

  it('keeps an image from a Dockerfile with the builders that it is given outputs of, and drops it without one', () => {
    const whole = settings(`build:
  files:
    cli: { go: {}, platforms: [linux/amd64, linux/arm64] }
    base: { command: [[x]], outputs: [base] }
    other: { command: [[x]], outputs: [x], platforms: [linux/amd64, darwin/arm64] }
  images:
    server:
      repository: ghcr.io/acme/server
      platforms: [linux/amd64, linux/arm64]
      dockerfile: { inputs: [{ from: cli, to: bin }], substitutes: { alpine: { layout: base, from: base } } }
`);
    const { settings: named } = narrowed(whole, { only: ['server'], platforms: on('linux/arm64') });
    expect(named.build.files.map(({ id }) => id)).toEqual(['cli', 'base']);
    expect(named.build.images).toMatchObject([{ kind: 'dockerfile', platforms: on('linux/arm64') }]);
    const { settings: none } = narrowed(whole, { only: [], platforms: on('darwin/arm64') });
    expect(none.build.images).toEqual([]);
  });

  it('keeps chosen targets of its platforms alone, and takes every variant where none is asked for', () => {
    const chosen = settings(`build:
  files:
    rs: { command: [[x]], outputs: [rs], platforms: [{ linux/amd64: a-musl }, { linux/amd64: a-gnu }, { linux/arm/v7: b-musl }] }
  images:
    rs:
      repository: ghcr.io/acme/rs
      platforms: [linux/amd64, linux/arm/v7]
      layers: { files: [{ from: rs, target: a-musl, to: /rs }, { from: rs, target: b-musl, to: /rs }] }
`);
    const { settings: smaller, leftOut } = narrowed(chosen, { only: ['rs'], platforms: on('linux/arm') });
    expect(smaller.build.images[0]).toMatchObject({ files: [{ target: 'b-musl' }] });
    expect(leftOut.map(formatLeftOut)).toEqual([
      'builder rs for linux/amd64 (a-musl), linux/amd64 (a-gnu)',
      'image rs for linux/amd64',
    ]);
  });

  it.each([
    { name: 'an id that is not there', only: ['clu'], platforms: [], says: '"clu"', remedy: 'cli' },
    {
      name: 'a platform that is not there',
      only: [],
      platforms: on('plan9/386'),
      says: '"plan9/386"',
      remedy: 'linux/amd64',
    },
    {
      name: 'an image on a platform of others',
      only: ['other'],
      platforms: on('windows/amd64'),
      says: 'other is not made for windows/amd64',
      remedy: 'linux/amd64',
    },
  ])('is refused for $name', ({ only, platforms, says, remedy }) => {
    expect(() => narrowed(WHOLE, { only, platforms })).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        exit: 2,
        message: expect.stringContaining(says),
        remedy: expect.stringContaining(remedy),
      }),
    );
  });

  it('takes any platform where nothing is made for one', () => {
    const plain = settings('package: { archives: [{ from: source, asset: x }] }\n');
    expect(narrowed(plain, { only: [], platforms: on('linux/amd64') }).leftOut).toEqual([]);
  });
});
