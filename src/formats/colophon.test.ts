// The sealed list is read strictly: canonical, in order, and every part of it in accord with the others.
import { describe, expect, it } from 'vitest';

import type { Colophon } from '../domain/colophon.ts';
import type { Digest } from '../domain/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../domain/oci.ts';
import { canonicalJson } from './canonical-json.ts';
import { formatColophon, parseColophon } from './colophon.ts';
import { FormatError } from './format-error.ts';

const d = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const asset = (name: string, role: Colophon['assets'][number]['role'], describes?: string) => ({
  name,
  role,
  mediaType: 'application/octet-stream',
  size: 1,
  digest: d('e'),
  ...(describes === undefined ? {} : { describes }),
});
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const referrer = (subject: string, digest: string) => ({
  subject: d(subject),
  digest: d(digest),
  size: 900,
  artifactType: BUNDLE,
});
const image: Colophon['images'][number] = {
  name: 'widget',
  repository: 'ghcr.io/acme/widget',
  mediaType: OCI_INDEX,
  digest: d('1'),
  size: 500,
  tags: ['v1.2.3', '1.2.3'],
  moving: ['latest', '1.2'],
  platforms: [
    { platform: 'linux/arm64', digest: d('3'), size: 400 },
    { platform: 'linux/amd64', digest: d('2'), size: 400 },
  ],
  referrers: [referrer('1', '5'), referrer('1', '6'), referrer('2', '7')],
};
const chart: Colophon['charts'][number] = {
  name: 'widget-chart',
  repository: 'ghcr.io/acme/charts/widget-chart',
  mediaType: OCI_MANIFEST,
  digest: d('4'),
  size: 300,
  tags: ['1.0.0_build'],
  version: '1.0.0+build',
  appVersion: 'v1.2.3',
  asset: 'widget-chart-1.0.0.tgz',
  referrers: [referrer('4', '8')],
};
const mirror: Colophon['mirrors'][number] = {
  to: 'registry.example/team',
  moving: false,
  content: [
    { kind: 'chart', name: 'widget-chart', repository: 'registry.example/team/charts/w', digest: d('4') },
    { kind: 'image', name: 'widget', repository: 'registry.example/team/widget', digest: d('1') },
  ],
};
const whole: Colophon = {
  kind: 'colophon.release',
  version: 1,
  rehearsal: true,
  project: 'widget',
  repository: { name: 'acme/widget', id: '1', ownerId: '2' },
  tag: 'v1.2.3',
  commit: 'c'.repeat(40),
  prerelease: false,
  latest: true,
  waivers: [],
  assets: [
    asset('chart.spdx.json', 'sbom', 'widget-chart-1.0.0.tgz'),
    asset('evidence.json', 'evidence'),
    asset('notes.md', 'notes'),
    asset('widget-chart-1.0.0.tgz', 'chart'),
    asset('widget.index.spdx.json', 'sbom', d('1')),
    asset('widget.intoto.jsonl', 'provenance'),
    asset('widget_linux_amd64.image.spdx.json', 'sbom', d('2')),
    asset('widget_v1.2.3.intoto.jsonl', 'provenance'),
  ],
  images: [image],
  charts: [chart],
  mirrors: [mirror],
  externalImages: ['docker.io/library/busybox:1.37', 'quay.io/prometheus/node-exporter:v1.9.1'],
  provenance: ['widget_v1.2.3.intoto.jsonl'],
  notes: 'notes.md',
  evidence: 'evidence.json',
  identity: { san: 'https://rehearsal.colophon.invalid/x', issuer: 'https://rehearsal.colophon.invalid/o' },
};

describe('a sealed list', () => {
  it('of images, charts and mirrors is read as it was written', () => {
    expect(parseColophon(formatColophon(whole))).toEqual(whole);
  });

  it.each([
    { name: 'a registry on another port', repository: 'localhost:5000/acme/widget' },
    { name: 'a registry by address', repository: '[::1]:5000/acme/widget' },
    { name: 'double underscores', repository: 'ghcr.io/acme/wid__get' },
  ])('takes $name', ({ repository }) => {
    const changed = { ...whole, images: [{ ...image, repository }] };
    expect(parseColophon(canonicalJson(changed))).toEqual(changed);
  });

  const images = (over: object) => ({ images: [{ ...image, ...over }], mirrors: [] });
  const charts = (over: object) => ({ charts: [{ ...chart, ...over }], mirrors: [] });
  const mirrors = (over: object) => ({ mirrors: [{ ...mirror, ...over }] });
  const held = (over: object) => mirrors({ content: [{ ...mirror.content[1], ...over }] });
  const amd64 = image.platforms[1];
  const refusals: readonly { readonly name: string; readonly over: object; readonly at: string }[] = [
    { name: 'an unknown field of an image', over: images({ os: 'linux' }), at: 'images[0]' },
    { name: 'an image without its referrers', over: images({ referrers: undefined }), at: 'images[0]' },
    { name: 'an image without a name', over: images({ name: '' }), at: 'images[0].name' },
    { name: 'a name with a separator', over: images({ name: 'a/b' }), at: 'images[0].name' },
    { name: 'a name that hides', over: images({ name: 'wid\u200bget' }), at: 'images[0].name' },
    {
      name: 'images out of order',
      over: { images: [{ ...image, name: 'z', repository: 'ghcr.io/acme/z' }, image] },
      at: 'images[1]',
    },
    { name: 'an image twice', over: { images: [image, image] }, at: 'images[1]' },
    {
      name: 'two images whose names differ in case only',
      over: { images: [{ ...image, name: 'Widget', repository: 'ghcr.io/acme/other' }, image] },
      at: 'images',
    },
    {
      name: 'two images under one tag of one repository',
      over: { images: [image, { ...image, name: 'x' }] },
      at: 'images and charts',
    },
    {
      name: 'a chart under a tag of an image',
      over: { images: [{ ...image, repository: chart.repository, tags: ['1.0.0_build'] }], mirrors: [] },
      at: 'images and charts',
    },
    {
      name: 'a repository without a host',
      over: images({ repository: 'widget' }),
      at: 'images[0].repository',
    },
    {
      name: 'a repository with a tag',
      over: images({ repository: 'ghcr.io/acme/widget:v1' }),
      at: 'images[0].repository',
    },
    {
      name: 'a repository that climbs',
      over: images({ repository: 'ghcr.io/../widget' }),
      at: 'images[0].repository',
    },
    {
      name: 'a repository in capitals',
      over: images({ repository: 'ghcr.io/Acme/widget' }),
      at: 'images[0].repository',
    },
    {
      name: 'a repository with a digest',
      over: images({ repository: `ghcr.io/acme/widget@${d('1')}` }),
      at: 'images[0].repository',
    },
    { name: 'a manifest as an image', over: images({ mediaType: OCI_MANIFEST }), at: 'images[0].mediaType' },
    { name: 'a digest of another kind', over: images({ digest: 'sha512:11' }), at: 'images[0].digest' },
    { name: 'a digest with a path in it', over: images({ digest: 'sha256:../1' }), at: 'images[0].digest' },
    { name: 'an index of no size', over: images({ size: 0 }), at: 'images[0].size' },
    { name: 'an index beyond every registry', over: images({ size: 5_000_000 }), at: 'images[0].size' },
    { name: 'an image without a tag', over: images({ tags: [] }), at: 'images[0].tags' },
    { name: 'a tag that is none', over: images({ tags: ['-v1'] }), at: 'images[0].tags[0]' },
    { name: 'a tag that is a path', over: images({ tags: ['a/b'] }), at: 'images[0].tags[0]' },
    { name: 'a tag twice', over: images({ tags: ['a', 'a'] }), at: 'images[0].tags' },
    {
      name: 'a moving name that is a version tag too',
      over: images({ moving: ['v1.2.3'] }),
      at: 'images and charts',
    },
    {
      name: 'moving names of a release that is not the latest',
      over: { latest: false },
      at: 'images[0].moving',
    },
    { name: 'an image without platforms', over: images({ platforms: [] }), at: 'images[0].platforms' },
    {
      name: 'a platform that is none',
      over: images({ platforms: [{ ...amd64, platform: 'linux' }] }),
      at: 'images[0].platforms[0].platform',
    },
    {
      name: 'a platform twice',
      over: images({ platforms: [amd64, { ...amd64, digest: d('3') }] }),
      at: 'images[0].platforms',
    },
    {
      name: 'one manifest for two platforms',
      over: images({ platforms: [amd64, { ...amd64, platform: 'linux/arm64' }] }),
      at: 'images[0].platforms',
    },
    {
      name: 'an index that holds itself',
      over: images({ platforms: [{ ...amd64, digest: d('1') }] }),
      at: 'images[0].platforms',
    },
    {
      name: 'a referrer of another image',
      over: images({ referrers: [referrer('4', '5')] }),
      at: 'images[0].referrers[0].subject',
    },
    {
      name: 'a platform as a referrer',
      over: images({ referrers: [referrer('1', '2')] }),
      at: 'images[0].referrers[0].digest',
    },
    {
      name: 'referrers out of order',
      over: images({ referrers: [referrer('2', '5'), referrer('1', '6')] }),
      at: 'images[0].referrers[1]',
    },
    {
      name: 'a referrer twice',
      over: images({ referrers: [referrer('1', '5'), referrer('1', '5')] }),
      at: 'images[0].referrers[1]',
    },
    {
      name: 'a referrer with two subjects',
      over: images({ referrers: [referrer('1', '5'), referrer('2', '5')] }),
      at: 'images[0].referrers',
    },
    {
      name: 'a referrer without a type',
      over: images({ referrers: [{ ...referrer('1', '5'), artifactType: '' }] }),
      at: 'images[0].referrers[0].artifactType',
    },
    { name: 'a chart with platforms', over: charts({ platforms: [] }), at: 'charts[0]' },
    { name: 'a chart that is an index', over: charts({ mediaType: OCI_INDEX }), at: 'charts[0].mediaType' },
    { name: 'a chart under another tag', over: charts({ tags: ['1.0.1'] }), at: 'charts[0].tags' },
    { name: 'a chart under two tags', over: charts({ tags: ['1.0.0_build', 'x'] }), at: 'charts[0].tags' },
    { name: 'a chart without appVersion', over: charts({ appVersion: '' }), at: 'charts[0].appVersion' },
    { name: 'a chart that is no file', over: charts({ asset: 'other.tgz' }), at: 'charts[0].asset' },
    { name: 'a chart whose file is another', over: charts({ asset: 'notes.md' }), at: 'charts[0].asset' },
    {
      name: 'an SBOM of a manifest that is not listed',
      over: {
        assets: whole.assets.map((one) => (one.describes === d('2') ? { ...one, describes: d('9') } : one)),
      },
      at: 'widget_linux_amd64.image.spdx.json',
    },
    {
      name: 'mirrors out of order',
      over: { mirrors: [mirror, { ...mirror, to: 'registry.example', moving: true }] },
      at: 'mirrors[1]',
    },
    { name: 'a mirror twice', over: { mirrors: [mirror, mirror] }, at: 'mirrors[1]' },
    { name: 'a mirror of nothing', over: mirrors({ content: [] }), at: 'mirrors[0].content' },
    {
      name: 'a mirror of what is not listed',
      over: held({ name: 'other' }),
      at: 'mirrors[0].content[0].name',
    },
    { name: 'a mirror of another kind', over: held({ kind: 'chart' }), at: 'mirrors[0].content[0].name' },
    {
      name: 'a mirror with another digest',
      over: held({ digest: d('2') }),
      at: 'mirrors[0].content[0].digest',
    },
    {
      name: 'a mirror elsewhere',
      over: held({ repository: 'registry.example/teams/widget' }),
      at: 'mirrors[0].content[0].repository',
    },
    {
      name: 'a mirror of itself',
      over: {
        mirrors: [
          {
            ...mirror,
            to: 'ghcr.io/acme',
            content: [{ ...mirror.content[1], repository: image.repository }],
          },
        ],
      },
      at: 'mirrors[0].content[0].repository',
    },
    {
      name: 'content of a mirror out of order',
      over: mirrors({ content: [...mirror.content].reverse() }),
      at: 'mirrors[0].content[1]',
    },
    {
      name: 'two images under one tag of a mirror',
      over: {
        images: [{ ...image, name: 'other', repository: 'ghcr.io/acme/other' }, image],
        mirrors: [
          {
            ...mirror,
            content: ['other', 'widget'].map((name) => ({ ...mirror.content[1], name })),
          },
        ],
      },
      at: 'mirrors[0].content',
    },
    {
      name: 'images of others out of order',
      over: { externalImages: [...whole.externalImages].reverse() },
      at: 'externalImages[1]',
    },
    { name: 'an image of others twice', over: { externalImages: ['a', 'a'] }, at: 'externalImages[1]' },
    { name: 'an image of others without a name', over: { externalImages: [''] }, at: 'externalImages[0]' },
    { name: 'provenance that is no provenance', over: { provenance: ['notes.md'] }, at: 'provenance[0]' },
  ];

  it.each(refusals)('refuses $name', ({ over, at }) => {
    const changed = JSON.parse(JSON.stringify({ ...whole, ...over })) as unknown;
    const refused = (() => {
      try {
        parseColophon(canonicalJson(changed));
      } catch (error) {
        return error;
      }
      return undefined;
    })();
    expect(refused).toBeInstanceOf(FormatError);
    expect((refused as FormatError).at).toBe(at);
  });
});
