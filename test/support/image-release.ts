// A small signed release with an image of two platforms, a chart, manifests and a mirror, in registries in memory. Each
// piece can be changed before anything is signed over it, and each place after it: the forgeries are made from it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { BUNDLE_MEDIA_TYPE } from '../../src/domain/bundle.ts';
import { byBytes } from '../../src/domain/byte-order.ts';
import {
  type Colophon,
  COLOPHON_MEDIA_TYPE,
  type ListedChart,
  type ListedImage,
  type ListedReferrer,
} from '../../src/domain/colophon.ts';
import type { Descriptor } from '../../src/domain/descriptor.ts';
import { type Digest, hexOf } from '../../src/domain/digest.ts';
import { byName } from '../../src/domain/release-assets.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import { bundleReferrer, colophonReferrer } from '../../src/formats/oci/referrer.ts';
import type { Signer } from '../../src/ports/signer.ts';
import { makeChart, makeImage, plainDocument, pusher } from './image-content.ts';
import { type ImageReleaseOptions, type Made, MIRROR, ORIGIN } from './image-pieces.ts';
import { attachStatements, TIME } from './image-statements.ts';
import { createMemoryRegistry, type MemoryRegistry } from './memory-registry.ts';
import {
  COMMIT,
  makeRelease,
  makeSigstore,
  REPOSITORY,
  type SmallFile,
  type SmallRelease,
  statementOf,
} from './release.ts';

export { CHART, MIRROR, ORIGIN, OTHER_ORIGIN } from './image-pieces.ts';
export type { ImageReleaseOptions, StatementPiece } from './image-pieces.ts';

export interface ImageRelease extends SmallRelease {
  readonly memory: MemoryRegistry;
  readonly images: readonly ListedImage[];
  readonly chart: ListedChart;
  /** Signs a statement, and attaches it to a manifest without listing it. */
  readonly attach: (
    repository: string,
    subject: Digest,
    statement: object,
    signer?: Signer,
  ) => Promise<Descriptor>;
  /** Attaches a sealed list that differs from the true one. */
  readonly attachList: (
    repository: string,
    subject: Digest,
    change: (list: Colophon) => unknown,
    signer?: Signer,
  ) => Promise<void>;
}

/** Everything above, made, signed, listed, sealed, attached, mirrored and named. */
export const makeImageRelease = async (options: ImageReleaseOptions = {}): Promise<ImageRelease> => {
  const { tag = 'v1.2.3', commit = COMMIT } = options;
  const about = { tag, commit, repository: REPOSITORY };
  const scratch = await mkdtemp(join(tmpdir(), 'colophon-images-'));
  const sigstore = options.sigstore ?? (await makeSigstore(scratch, about));
  const memory = createMemoryRegistry();
  const push = pusher(memory);
  const sboms = new Map<string, SmallFile>();
  const bundles = new Map<string, SmallFile>();

  const names = options.second === true ? (['agent', 'widget'] as const) : (['widget'] as const);
  const images: Made[] = [];
  for (const name of names) images.push(await makeImage(name, push, options));
  const [pin] = images.slice(-1);
  const pinned = `${ORIGIN}:${tag}@${pin?.root.digest ?? ''}`;
  const chart = await makeChart(push, options, pinned, tag);

  const run = await sigstore.run.run(tag, commit);
  const colophonName = `widget_${tag}.colophon.json`;
  const provenanceOf = ({ manifests, repository }: Made): object => ({
    ...statementOf(new Map(), run, { ...about, colophonName }),
    subject: manifests.map(({ descriptor }) => ({
      name: repository,
      digest: { sha256: hexOf(descriptor.digest) },
    })),
  });
  const attachAll = (made: Made): Promise<readonly ListedReferrer[]> =>
    attachStatements(made, { options, push, signer: sigstore.signer, tag, provenanceOf, sboms, bundles });

  const listedImages: ListedImage[] = [];
  for (const made of images)
    listedImages.push({
      ...listedRoot(made),
      referrers: await attachAll(made),
      tags: [tag],
      moving: ['latest'],
      platforms: made.manifests.slice(1).map(({ label, descriptor }) => ({
        platform: label,
        digest: descriptor.digest,
        size: descriptor.size,
      })),
    });
  const listedChart: ListedChart = {
    ...listedRoot(chart.made),
    referrers: await attachAll(chart.made),
    tags: ['1.2.3'],
    version: '1.2.3',
    appVersion: tag,
    asset: 'greeter-1.2.3.tgz',
  };
  const contents = [...listedImages, listedChart];
  const copies = contents.map((entry) => ({
    kind: entry === listedChart ? ('chart' as const) : ('image' as const),
    name: entry.name,
    repository: `${MIRROR}/${entry === listedChart ? 'charts/' : ''}${entry.name}`,
    digest: entry.digest,
  }));
  const install = [
    'apiVersion: apps/v1',
    'kind: Deployment',
    'spec:',
    '  template:',
    '    spec:',
    '      containers:',
    `        - image: ${pinned}`,
    '        - image: docker.io/library/busybox:1.37',
    '',
  ].join('\n');

  const release = await makeRelease({
    ...about,
    sigstore,
    files: (files) => {
      for (const [name, file] of sboms) files.set(name, file);
      const text = options.install?.(install, pinned) ?? install;
      files.set('install.yaml', { role: 'manifest', bytes: new TextEncoder().encode(text) });
      files.set('greeter-1.2.3.tgz', { role: 'chart', bytes: chart.archive });
      options.files?.(files);
    },
    bundles: (files) => {
      for (const [name, file] of bundles) files.set(name, file);
    },
    colophon: (colophon) => {
      const whole: Colophon = {
        ...colophon,
        images: listedImages.toSorted(byName),
        charts: [listedChart],
        mirrors: [
          {
            to: MIRROR,
            moving: false,
            content: copies.toSorted((a, b) => byBytes(a.kind, b.kind) || byName(a, b)),
          },
        ],
        externalImages: ['docker.io/library/busybox:1.37'],
      };
      return options.colophon?.(whole) ?? whole;
    },
  });
  for (const { repository, name } of copies)
    copy(memory, contents.find((one) => one.name === name)?.repository ?? '', repository);
  const document = new Uint8Array(await release.read(release.colophonName));
  const seal = new Uint8Array(await release.read(`${release.colophonName}.sigstore.json`));
  const attachSeal = (
    repository: string,
    subject: Descriptor,
    list: Uint8Array,
    bundle: Uint8Array,
  ): void => {
    const titled = (name: string, bytes: Uint8Array, type: string) => ({
      name,
      content: push.blob(repository, bytes, type),
    });
    const referrer = colophonReferrer({
      subject,
      document: titled(release.colophonName, list, COLOPHON_MEDIA_TYPE),
      bundle: titled(`${release.colophonName}.sigstore.json`, bundle, BUNDLE_MEDIA_TYPE),
    });
    const value = plainDocument(referrer);
    push.referrer(repository, subject, options.seal?.(value) ?? value);
  };
  const all = [...images, chart.made];
  for (const made of all)
    for (const repository of [
      made.repository,
      ...copies.filter(({ name }) => name === made.name).map((one) => one.repository),
    ]) {
      for (const { descriptor } of made.manifests) attachSeal(repository, descriptor, document, seal);
      memory.repository(repository).tags.set(made === chart.made ? '1.2.3' : tag, made.root);
    }
  const find = (subject: Digest): Descriptor => {
    const found = all
      .flatMap(({ manifests }) => manifests)
      .find(({ descriptor }) => descriptor.digest === subject);
    if (found === undefined) throw new TypeError(`no ${subject}`);
    return found.descriptor;
  };
  return {
    ...release,
    memory,
    images: listedImages,
    chart: listedChart,
    attach: async (repository, subject, statement, signer = sigstore.signer) => {
      const bytes = await signer.statement(canonicalJson(statement));
      const bundle = push.blob(repository, bytes, BUNDLE_MEDIA_TYPE);
      const predicateType = String((statement as { readonly predicateType?: unknown }).predicateType);
      const referrer = bundleReferrer({ subject: find(subject), bundle, predicateType, time: TIME });
      return push.referrer(repository, find(subject), plainDocument(referrer));
    },
    attachList: async (repository, subject, change, signer = sigstore.signer) => {
      const list = canonicalJson(change(JSON.parse(new TextDecoder().decode(document)) as Colophon));
      attachSeal(repository, find(subject), list, await signer.document(list));
    },
    remove: async () => {
      await release.remove();
      await rm(scratch, { recursive: true, force: true });
    },
  };
};

const listedRoot = ({ name, repository, root: { mediaType, digest, size } }: Made) => ({
  name,
  repository,
  mediaType,
  digest,
  size,
});

const copy = (memory: MemoryRegistry, from: string, to: string): void => {
  const [source, target] = [memory.repository(from), memory.repository(to)];
  for (const [digest, bytes] of source.content) target.content.set(digest, bytes);
  for (const [subject, referrers] of source.referrers) target.referrers.set(subject, new Map(referrers));
};
