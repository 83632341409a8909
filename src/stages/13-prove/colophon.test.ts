import { describe, expect, it } from 'vitest';

import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { facts, textAsset, workflowRun } from '../../../test/support/release-facts.ts';
import type { Digest } from '../../domain/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import type { Outcomes } from '../../domain/outcome/index.ts';
import type { Pushed } from '../../domain/outcome/push.ts';
import { parseColophon } from '../../formats/colophon.ts';
import { attachmentOf, contentOutcomes } from '../adopted-content.ts';
import { colophonOf } from './colophon.ts';
import { listedPlaces } from './listed-places.ts';

const identity = { san: 'https://x', issuer: 'https://y' };
const d = (digit: string): Digest => `sha256:${digit.repeat(64)}`;
const descriptor = (digit: string, mediaType = OCI_MANIFEST) => ({ mediaType, digest: d(digit), size: 9 });
const referrer = (subject: string, digit: string) => ({
  subject: d(subject),
  manifest: { ...descriptor(digit), artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
});
const image: Pushed = {
  kind: 'image',
  id: 'widget',
  repository: 'ghcr.io/acme/widget',
  root: descriptor('1', OCI_INDEX),
  platforms: [
    { ...descriptor('3'), platform: { os: 'linux', architecture: 'arm', variant: 'v7' } },
    { ...descriptor('2'), platform: { os: 'linux', architecture: 'amd64' } },
  ],
  tags: ['v1.2.3'],
  moving: ['latest'],
  referrers: [referrer('2', '7'), referrer('1', '6'), referrer('1', '5')],
};
const chart: Pushed = {
  kind: 'chart',
  id: 'app',
  repository: 'ghcr.io/acme/charts/app',
  root: descriptor('4'),
  platforms: [],
  tags: ['1.0.0_b'],
  moving: [],
  referrers: [],
};
const mirrored = (to: string, content: readonly Pushed[]) => ({
  to,
  moving: false,
  content: content.map((one) => ({ ...one, repository: `${to}/${one.id}` })),
});

const made = async (over: Partial<Outcomes> = {}) => {
  const store = createMemoryStore();
  const tgz = { ...(await textAsset(store, 'app-1.0.0+b.tgz', 'chart', 'chart')), holds: [] };
  const evidence = await textAsset(store, 'e.json', 'evidence', 'e');
  const notes = await textAsset(store, 'n.md', 'notes', 'n');
  const sbom = await textAsset(store, 'widget.index.spdx.json', 'sbom', '{}');
  const files = await textAsset(store, 'widget_v1.2.3.intoto.jsonl', 'provenance', 'files');
  const own = await textAsset(store, 'widget.intoto.jsonl', 'provenance', 'image');
  const signed = (id: string, published: readonly (typeof own)[]) => ({
    id,
    predicateType: 'https://slsa.dev/provenance/v1',
    statement: d('a'),
    bundle: own.content,
    time: facts.commitTime,
    published,
    attach: [],
  });
  const input = {
    gate: { facts, evidence, findings: [], state: 'new' as const },
    package: {
      assets: [tgz],
      charts: [
        { name: 'app', version: '1.0.0+b', appVersion: 'v1.2.3', asset: tgz.name, tag: '1.0.0_b' },
        { name: 'file-only', version: '1', appVersion: '1', asset: tgz.name, tag: '1' },
      ],
      externalImages: ['quay.io/z:1', 'docker.io/a:1'],
      findings: [],
    },
    sbom: { sboms: [{ ...sbom, describes: d('1') }] },
    notes: { notes },
    checksum: { assets: [] },
    sign: {
      signed: [signed('image widget', [own]), signed('signature widget index', []), signed('files', [files])],
    },
    push: { pushed: [image, chart] },
    mirror: {
      mirrors: [mirrored('z.example/m', [image, chart]), mirrored('a.example/m', [image])],
      findings: [],
    },
    ...over,
  };
  const assets = [tgz, evidence, notes, sbom, files, own];
  return parseColophon(colophonOf(input, assets, workflowRun, identity));
};

describe('the list about to be sealed', () => {
  it('holds every image with tags, moving names, platforms in the order of the index, referrers in order', async () => {
    const { images } = await made();
    expect(images).toMatchObject([
      { name: 'widget', digest: d('1'), size: 9, tags: ['v1.2.3'], moving: ['latest'] },
    ]);
    expect(images[0]?.platforms.map(({ platform }) => platform)).toEqual(['linux/arm/v7', 'linux/amd64']);
    expect(images[0]?.referrers.map(({ subject, digest }) => [subject, digest])).toEqual([
      [d('1'), d('5')],
      [d('1'), d('6')],
      [d('2'), d('7')],
    ]);
  });

  it('holds pushed charts with what their metadata says, and no chart that is a file only', async () => {
    expect((await made()).charts).toMatchObject([
      { name: 'app', version: '1.0.0+b', appVersion: 'v1.2.3', tags: ['1.0.0_b'], asset: 'app-1.0.0+b.tgz' },
    ]);
  });

  it('holds mirrors that were read back, in order, and none that failed', async () => {
    expect((await made()).mirrors.map(({ to, content }) => [to, content.map(({ kind }) => kind)])).toEqual([
      ['a.example/m', ['image']],
      ['z.example/m', ['chart', 'image']],
    ]);
    const mirror = { mirrors: [], findings: [] };
    expect((await made({ mirror })).mirrors).toEqual([]);
  });

  it('promises no moving name where this is not the latest release', async () => {
    const gate = { facts: { ...facts, latest: false } } as Partial<Outcomes['gate']> as Outcomes['gate'];
    const evidence = { name: 'e.json' } as Outcomes['gate']['evidence'];
    expect((await made({ gate: { ...gate, evidence } })).images[0]?.moving).toEqual([]);
  });

  it('tells a run that takes the release up from it what was pushed and mirrored, and where', async () => {
    const list = await made();
    const { push, mirror, charts, assemble } = contentOutcomes(list);
    const packaged = { assets: [], charts, externalImages: list.externalImages, findings: [] };
    expect(listedPlaces({ package: packaged, push, mirror }, true)).toEqual({
      images: list.images,
      charts: list.charts,
      mirrors: list.mirrors,
      externalImages: list.externalImages,
    });
    expect(assemble.indexes.map(({ image, index: { digest } }) => [image, digest])).toEqual([
      ['widget', d('1')],
    ]);
    expect(attachmentOf(d('2'), push.pushed)).toMatchObject({
      id: 'widget',
      subject: { digest: d('2'), platform: { os: 'linux', architecture: 'amd64' } },
    });
    expect(attachmentOf('app-1.0.0+b.tgz', push.pushed)).toBeUndefined();
  });

  it('sorts what is not of this release, and calls only the bundles of files provenance', async () => {
    const { externalImages, provenance } = await made();
    expect(externalImages).toEqual(['docker.io/a:1', 'quay.io/z:1']);
    expect(provenance).toEqual(['widget_v1.2.3.intoto.jsonl']);
  });
});
