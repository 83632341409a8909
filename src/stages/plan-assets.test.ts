// Names of assets before anything is built.
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { Asked } from '../domain/settings.ts';
import { parseConfiguration, settingsOf } from '../formats/configuration/index.ts';
import type { Source } from '../ports/source.ts';
import {
  compareAssets,
  demandAssets,
  demandTags,
  MOST_ASSETS,
  nameFacts,
  planAssets,
  plannedAssets,
} from './plan-assets.ts';

const asked: Asked = { mode: 'rehearsal', tag: 'v1.2.3', tagged: true, commit: '1'.repeat(40) };
const settings = (text: string, tag = 'v1.2.3') =>
  settingsOf(
    parseConfiguration(
      new TextEncoder().encode(`version: 1\nrepository: acme/widget\n${text}`),
      'colophon.yaml',
    ),
    {
      asked: { ...asked, tag },
    },
  ).settings;
const planned = (text: string, tag?: string) =>
  plannedAssets(settings(text, tag), nameFacts(settings(text, tag)));

const EVERY_RELEASE = [
  'widget_v1.2.3_notes.md',
  'widget_v1.2.3.evidence.json',
  'widget_v1.2.3_checksums.txt',
  'widget_v1.2.3.intoto.jsonl',
  'widget_v1.2.3_checksums.txt.sigstore.json',
  'widget_v1.2.3.colophon.json',
  'widget_v1.2.3.colophon.json.sigstore.json',
];

const CLI = `build:
  files:
    cli: { go: { package: ./cmd/widget }, platforms: [linux/amd64, windows/amd64] }
`;

describe('the planned assets', () => {
  it('of a release of nothing are what every release has', () => {
    expect(planned('')).toEqual(EVERY_RELEASE);
  });

  it('are one archive and one SBOM a platform, with what stands beside them', () => {
    const names = planned(`${CLI}package:
  aliases: { arch: { amd64: x86_64 } }
  archives: [{ from: cli, asset: 'widget_{version}_{os}_{arch}', format: { windows: zip } }]
checksum: { beside: ['*.zip'] }
sign: { beside: ['*.zip'] }
`);
    expect(names).toEqual([
      'widget_1.2.3_linux_x86_64.tar.gz',
      'widget_1.2.3_windows_x86_64.zip',
      'widget_1.2.3_linux_x86_64.tar.gz.spdx.json',
      'widget_1.2.3_windows_x86_64.zip.spdx.json',
      ...EVERY_RELEASE.slice(0, 2),
      'widget_1.2.3_windows_x86_64.zip.sha256',
      'widget_v1.2.3_checksums.txt',
      'widget_v1.2.3.intoto.jsonl',
      'widget_1.2.3_windows_x86_64.zip.sigstore.json',
      ...EVERY_RELEASE.slice(4),
    ]);
  });

  it('are files under their own names, and none where only the build knows them', () => {
    const names = planned(`${CLI}    web: { node: { pack: true } }
package: { files: [{ from: cli, asset: '{target}-{asset}' }, { from: web }] }
`);
    expect(names.slice(0, 2)).toEqual(['linux_amd64-widget', 'windows_amd64-widget.exe']);
    expect(names.filter((name) => name.endsWith('.tgz'))).toEqual([]);
  });

  it('are SBOMs and provenance of images, manifests, and charts whose name needs no Chart.yaml', () => {
    const names = planned(`${CLI}  images:
    widget:
      repository: ghcr.io/acme/gadget
      platforms: [linux/amd64]
      layers: { files: [{ from: cli, to: /widget }] }
    arm: { repository: ghcr.io/acme/arm, platforms: [linux/arm/v7], layers: { base: { layout: base } } }
package:
  manifests: [{ asset: 'install-{tag}.yaml', files: [deploy.yaml] }]
  charts:
    - { path: charts/gadget, push: ghcr.io/acme/charts }
    - { path: charts/other, asset: 'other-{chartVersion}.tgz', version: '{version}' }
    - { path: charts/third, push: ghcr.io/acme/charts, asset: third.tgz }
`);
    expect(names).toEqual([
      'install-v1.2.3.yaml',
      'other-1.2.3.tgz',
      'third.tgz',
      'install-v1.2.3.yaml.spdx.json',
      'other-1.2.3.tgz.spdx.json',
      'third.tgz.spdx.json',
      'gadget_linux_amd64.image.spdx.json',
      'gadget.index.spdx.json',
      'arm_linux_arm_v7.image.spdx.json',
      'arm.index.spdx.json',
      ...EVERY_RELEASE.slice(0, 3),
      'widget_v1.2.3.intoto.jsonl',
      'gadget.intoto.jsonl',
      'arm.intoto.jsonl',
      'gadget.chart.intoto.jsonl',
      'third.intoto.jsonl',
      ...EVERY_RELEASE.slice(4),
    ]);
  });

  it('are charts as their Chart.yaml calls them, where that is known', () => {
    const all = settings(`package:
  charts:
    - { path: charts/a, push: ghcr.io/acme/charts }
    - { path: charts/b, version: '{version}-{major}' }
`);
    const charts = new Map([
      ['charts/a', { name: 'alpha', version: '0.3.4' }],
      ['charts/b', { name: 'b', version: '0.0.0' }],
    ]);
    const names = plannedAssets(all, nameFacts(all), charts);
    expect(names.slice(0, 2)).toEqual(['alpha-0.3.4.tgz', 'b-1.2.3-1.tgz']);
    expect(names).toContain('alpha.intoto.jsonl');
  });

  it('of the first customer are what its self-updater and its documentation ask for, from 60 lines', () => {
    const text = readFileSync('examples/k8s-breakglass/colophon.yaml', 'utf8');
    const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
    expect(lines.length).toBeLessThanOrEqual(60);
    const customer = settingsOf(parseConfiguration(new TextEncoder().encode(text), 'colophon.yaml'), {
      asked: { ...asked, tag: 'v0.1.0-rc.7' },
    }).settings;
    const names = plannedAssets(customer, nameFacts(customer));
    expect(() => demandAssets(names, MOST_ASSETS)).not.toThrow();
    expect(names).toEqual(
      expect.arrayContaining([
        ...['linux_amd64', 'linux_arm64', 'darwin_amd64', 'darwin_arm64'].flatMap((target) => [
          `bgctl_${target}.tar.gz`,
          `bgctl_${target}.tar.gz.sha256`,
        ]),
        'bgctl_windows_amd64.zip',
        'bgctl_windows_amd64.zip.sha256',
        'bgctl_v0.1.0-rc.7_checksums.txt',
        'release-v0.1.0-rc.7-checksums.txt',
        'manifests-base.yaml',
        'manifests-debug.yaml',
        'manifests-crds.yaml',
        'k8s-breakglass_linux_arm64.image.spdx.json',
        'k8s-breakglass.intoto.jsonl',
        'escalation-config.intoto.jsonl',
      ]),
    );
  });

  it('hold no slash and no at sign of a tag', () => {
    expect(planned("gate: { tag: '@acme/cli@{version}' }\n", '@acme/cli@1.2.3')[0]).toBe(
      'widget_-acme-cli-1.2.3_notes.md',
    );
  });
});

describe('the names', () => {
  it.each([
    { name: 'two of one name', names: ['a', 'b', 'a'], code: 'ASSET_NAME_TWICE' },
    { name: 'two that differ in case', names: ['a', 'A'], code: 'ASSET_NAME_TWICE' },
    { name: 'two that differ in their Unicode form', names: ['\u00e9', 'e\u0301'], code: 'ASSET_NAME_TWICE' },
    { name: 'a name with a slash', names: ['a/b'], code: 'ASSET_NAME_INVALID' },
    { name: 'more than the forge takes', names: ['a', 'b', 'c', 'd'], code: 'TOO_MANY_ASSETS' },
  ])('refuse $name', ({ names, code }) => {
    expect(() => demandAssets(names, 3)).toThrow(expect.objectContaining({ code, exit: 2 }));
  });

  it('refuse an archive that is called like the checksum list', () => {
    const names = planned(
      "package: { archives: [{ from: source, asset: x }] }\nchecksum: { lists: [{ asset: 'x.tar.gz.spdx.json' }] }\n",
    );
    expect(() => demandAssets(names, 1000)).toThrow(expect.objectContaining({ code: 'ASSET_NAME_TWICE' }));
  });

  it('refuse a tag of the release that no image can have', () => {
    const image = (tags: string): string =>
      `build: { images: { a: { repository: ghcr.io/a/b, tags: ['${tags}'], platforms: [linux/amd64], layers: { base: { layout: x } } } } }\n`;
    const long = `v1.2.3-${'x'.repeat(122)}`;
    const all = (tags: string) => settings(image(tags), long);
    expect(() => demandTags(all('{tag}'), nameFacts(all('{tag}')))).toThrow(
      expect.objectContaining({ code: 'TAG_NOT_FOR_IMAGES', exit: 2 }),
    );
    expect(() => demandTags(all('{commit}'), nameFacts(all('{commit}')))).not.toThrow();
  });

  it('are taken when all is well', () => {
    expect(() => demandAssets(planned(''), 1000)).not.toThrow();
  });
});

it('says which assets are kept, gone and new', () => {
  expect(compareAssets(['a', 'b'], ['b', 'c'])).toEqual({ kept: ['b'], gone: ['a'], new: ['c'] });
});

describe('the plan since the previous release', () => {
  const archive = (name: string) => `package: { archives: [{ from: source, asset: '${name}_{tag}' }] }\n`;
  const chartYaml = (version: string): string => `apiVersion: v2\nname: a\nversion: ${version}\n`;
  const sourceWith = (text: string | undefined): Source => {
    const unasked = () => Promise.reject(new Error('not asked'));
    return {
      commit: unasked,
      tag: unasked,
      branches: unasked,
      isAncestor: unasked,
      range: unasked,
      files: unasked,
      read: () => {
        throw new Error('not asked');
      },
      tagsBefore: () => Promise.resolve([{ name: 'v1.2.2', commit: '2'.repeat(40) }]),
      text: (commit, path) => {
        const chart = chartYaml(commit.startsWith('2') ? '0.1.0' : '0.2.0');
        const found = path.endsWith('Chart.yaml') ? chart : text;
        return Promise.resolve(found === undefined ? undefined : new TextEncoder().encode(found));
      },
    };
  };

  it('names what is kept, gone and new, whatever the tags in the names', async () => {
    const plan = await planAssets(
      sourceWith(`version: 1\nrepository: acme/old\nproject: widget\n${archive('old')}`),
      settings(archive('new')),
    );
    expect(plan.previous).toBe('v1.2.2');
    expect(plan.gone).toEqual(['old_v1.2.3.tar.gz', 'old_v1.2.3.tar.gz.spdx.json']);
    expect(plan.new).toEqual(['new_v1.2.3.tar.gz', 'new_v1.2.3.tar.gz.spdx.json']);
    expect(plan.kept).toEqual(EVERY_RELEASE);
  });

  it('reads charts at their own commits', async () => {
    const both = 'version: 1\nrepository: acme/widget\npackage: { charts: [{ path: charts/a }] }\n';
    const plan = await planAssets(sourceWith(both), settings('package: { charts: [{ path: charts/a }] }\n'));
    expect(plan.gone).toEqual(['a-0.1.0.tgz', 'a-0.1.0.tgz.spdx.json']);
    expect(plan.new).toEqual(['a-0.2.0.tgz', 'a-0.2.0.tgz.spdx.json']);
  });

  it.each([undefined, 'version: 7\n'])(
    'has nothing to compare with where the configuration was %j',
    async (text) => {
      const plan = await planAssets(sourceWith(text), settings(''));
      expect(plan).toEqual({ kept: [], gone: [], new: EVERY_RELEASE });
    },
  );

  it('refuses more assets than the forge takes', async () => {
    await expect(planAssets(sourceWith(undefined), settings(''), { most: 3 })).rejects.toMatchObject({
      code: 'TOO_MANY_ASSETS',
    });
  });
});
