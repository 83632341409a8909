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
import {
  HELM_CHART,
  HELM_CONFIG,
  OCI_CONFIG,
  OCI_INDEX,
  OCI_LAYER,
  OCI_MANIFEST,
} from '../../src/domain/oci.ts';
import { parsePlatform, type Platform } from '../../src/domain/platform.ts';
import { byName } from '../../src/domain/release-assets.ts';
import { IMAGE_SIGNATURE_TYPE, SPDX_TYPE, STATEMENT_TYPE } from '../../src/domain/statement.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import type { OciManifest } from '../../src/formats/oci/document.ts';
import {
  bundleReferrer,
  colophonReferrer,
  EMPTY_CONFIG,
  EMPTY_CONFIG_BYTES,
} from '../../src/formats/oci/referrer.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import type { Signer } from '../../src/ports/signer.ts';
import { createMemoryRegistry, type MemoryRegistry } from './memory-registry.ts';
import {
  COMMIT,
  makeRelease,
  makeSigstore,
  REPOSITORY,
  type ReleaseOptions,
  smallArchive,
  type SmallFile,
  type SmallRelease,
  statementOf,
} from './release.ts';

export const ORIGIN = 'ghcr.io/acme/widget';
export const OTHER_ORIGIN = 'ghcr.io/acme/agent';
export const CHART = 'ghcr.io/acme/charts/greeter';
export const MIRROR = 'registry.example/team';

/** Which piece a hook is asked about: an image's id or the chart's name, and which of its manifests. */
export interface Piece {
  readonly content: 'widget' | 'agent' | 'greeter';
  /** `index`, a platform, `chart`; a provenance is of all of them and is asked about as `root`. */
  readonly label: string;
}
export type StatementPiece = Piece & { readonly says: 'signature' | 'provenance' | 'sbom' | 'more' };

/** Each may answer something else than it was given, bytes to the letter; `undefined` leaves the piece as it is. */
export interface ImageReleaseOptions extends Pick<ReleaseOptions, 'tag' | 'commit' | 'sigstore'> {
  /** A second image beside `widget`. */
  readonly second?: boolean;
  /** The config of a platform, before its manifest. */
  readonly config?: (config: object, piece: Piece) => unknown;
  /** A platform's or the chart's manifest, before what points at it. */
  readonly manifest?: (manifest: object, piece: Piece) => unknown;
  /** How the index points at a platform, before the index. */
  readonly pointer?: (descriptor: Descriptor, piece: Piece) => unknown;
  /** The whole index, before it is listed and signed. */
  readonly index?: (index: { readonly manifests: readonly Descriptor[] }, piece: Piece) => unknown;
  /** A platform's layer, a tar.gz. */
  readonly layer?: (texts: Record<string, string>, piece: Piece) => Uint8Array | undefined;
  /** Who signs a statement in place of the release. */
  readonly signer?: (piece: StatementPiece) => Signer | undefined;
  /** Statements before they are signed; `null` leaves one out. */
  readonly statement?: (statement: object, piece: StatementPiece) => unknown;
  /** Another statement over a manifest, signed, attached and listed. */
  readonly more?: (piece: Piece, digest: Digest) => object | undefined;
  /** The manifest that attaches a bundle, before it is listed. */
  readonly referrer?: (manifest: object, piece: StatementPiece) => unknown;
  /** Texts in the chart's archive: `Chart.yaml`, `values.yaml`, `templates/…`; its config follows `Chart.yaml`. */
  readonly chart?: (texts: Record<string, string>, pinned: string) => void;
  readonly chartConfig?: (config: object) => unknown;
  /** The manifests that people install, `install.yaml`, with the image's reference by digest. */
  readonly install?: (text: string, pinned: string) => string;
  /** Files before anything is said about them. */
  readonly files?: (files: Map<string, SmallFile>) => void;
  /** The manifest that attaches the sealed list. */
  readonly seal?: (manifest: object) => unknown;
  /** The sealed list. */
  readonly colophon?: (colophon: Colophon) => unknown;
}

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

interface Made {
  readonly name: Piece['content'];
  readonly repository: string;
  readonly root: Descriptor;
  readonly manifests: readonly { readonly label: string; readonly descriptor: Descriptor }[];
}

const TIME = '2026-01-01T00:00:00Z';

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
  const attachAll = async (made: Made): Promise<readonly ListedReferrer[]> => {
    const listed: ListedReferrer[] = [];
    const sign = async (statement: object, piece: StatementPiece): Promise<Uint8Array | undefined> => {
      const changed = options.statement?.(statement, piece);
      const signer = options.signer?.(piece) ?? sigstore.signer;
      return changed === null ? undefined : signer.statement(canonicalJson(changed ?? statement));
    };
    const attach = async (bundle: Uint8Array, subject: Descriptor, type: string, piece: StatementPiece) => {
      const referrer = bundleReferrer({
        subject,
        bundle: push.blob(made.repository, bundle, BUNDLE_MEDIA_TYPE),
        predicateType: type,
        time: TIME,
      });
      const value = plainDocument(referrer);
      const descriptor = push.referrer(made.repository, subject, options.referrer?.(value, piece) ?? value);
      listed.push({
        subject: subject.digest,
        digest: descriptor.digest,
        size: descriptor.size,
        artifactType: BUNDLE_MEDIA_TYPE,
      });
    };
    const root = { content: made.name, label: 'root', says: 'provenance' } as const;
    const provenance = await sign(provenanceOf(made), root);
    if (provenance !== undefined)
      bundles.set(`${made.name}.intoto.jsonl`, { role: 'provenance', bytes: provenance });
    for (const { label, descriptor } of made.manifests) {
      const piece = { content: made.name, label };
      if (provenance !== undefined)
        await attach(provenance, descriptor, 'https://slsa.dev/provenance/v1', {
          ...piece,
          says: 'provenance',
        });
      const signature = await sign(signatureOf(made, label, descriptor, tag), {
        ...piece,
        says: 'signature',
      });
      if (signature !== undefined)
        await attach(signature, descriptor, IMAGE_SIGNATURE_TYPE, { ...piece, says: 'signature' });
      const more = options.more?.(piece, descriptor.digest);
      if (more !== undefined) {
        const type = String((more as { readonly predicateType?: unknown }).predicateType);
        await attach(await sigstore.signer.statement(canonicalJson(more)), descriptor, type, {
          ...piece,
          says: 'more',
        });
      }
      if (made.name === 'greeter') continue;
      const document = spdxOf(descriptor.digest);
      sboms.set(`${made.name}.${label.replaceAll('/', '_')}.spdx.json`, {
        role: 'sbom',
        bytes: canonicalJson(document),
        describes: descriptor.digest,
      });
      const statement = {
        _type: STATEMENT_TYPE,
        subject: [{ name: made.repository, digest: { sha256: hexOf(descriptor.digest) } }],
        predicateType: SPDX_TYPE,
        predicate: document,
      };
      const sbom = await sign(statement, { ...piece, says: 'sbom' });
      if (sbom !== undefined) await attach(sbom, descriptor, SPDX_TYPE, { ...piece, says: 'sbom' });
    }
    return listed.toSorted((a, b) => byBytes(a.subject, b.subject) || byBytes(a.digest, b.digest));
  };

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

interface Push {
  readonly blob: (repository: string, bytes: Uint8Array, mediaType: string) => Descriptor;
  readonly manifest: (repository: string, value: unknown, mediaType: string) => Descriptor;
  readonly referrer: (repository: string, subject: Descriptor, value: unknown) => Descriptor;
}

const pusher = (memory: MemoryRegistry): Push => {
  const blob: Push['blob'] = (repository, bytes, mediaType) => {
    const descriptor = { mediaType, digest: sha256(bytes), size: bytes.length };
    memory.repository(repository).content.set(descriptor.digest, bytes);
    return descriptor;
  };
  const manifest: Push['manifest'] = (repository, value, mediaType) => {
    blob(repository, EMPTY_CONFIG_BYTES, EMPTY_CONFIG.mediaType);
    return blob(repository, written(value), mediaType);
  };
  return {
    blob,
    manifest,
    referrer: (repository, subject, value) => {
      const { artifactType, annotations } = value as Pick<Descriptor, 'artifactType' | 'annotations'>;
      const descriptor = {
        ...manifest(repository, value, OCI_MANIFEST),
        ...(artifactType === undefined ? {} : { artifactType }),
        ...(annotations === undefined ? {} : { annotations }),
      };
      const { referrers } = memory.repository(repository);
      referrers.set(
        subject.digest,
        (referrers.get(subject.digest) ?? new Map()).set(descriptor.digest, descriptor),
      );
      return descriptor;
    },
  };
};

const written = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : canonicalJson(value));

const plainDocument = ({ kind: _, ...document }: OciManifest): object => ({
  schemaVersion: 2,
  ...document,
});

const makeImage = async (
  content: 'widget' | 'agent',
  push: Push,
  options: ImageReleaseOptions,
): Promise<Made> => {
  const repository = content === 'widget' ? ORIGIN : OTHER_ORIGIN;
  const manifests: Descriptor[] = [];
  const labels = ['linux/amd64', 'linux/arm64'];
  for (const label of labels) {
    const piece = { content, label };
    const platform = parsePlatform(label) as Platform;
    const texts = { [content]: `${content} for ${label}\n` };
    const layer = options.layer?.(texts, piece) ?? (await smallArchive(texts));
    const config = {
      ...platform,
      config: { Entrypoint: [`/${content}`] },
      rootfs: { type: 'layers', diff_ids: [sha256(layer)] },
    };
    const configured = written(options.config?.(config, piece) ?? config);
    const manifest = {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: push.blob(repository, configured, OCI_CONFIG),
      layers: [push.blob(repository, layer, OCI_LAYER)],
    };
    const described = push.manifest(
      repository,
      options.manifest?.(manifest, piece) ?? manifest,
      OCI_MANIFEST,
    );
    const pointer = { ...described, platform };
    manifests.push((options.pointer?.(pointer, piece) ?? pointer) as Descriptor);
  }
  const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests };
  const changed = options.index?.(index, { content, label: 'index' }) ?? index;
  const root = push.manifest(repository, changed, OCI_INDEX);
  return {
    name: content,
    repository,
    root,
    manifests: [
      { label: 'index', descriptor: root },
      ...labels.map((label, at) => ({ label, descriptor: plainOf(manifests[at]) })),
    ],
  };
};

const plainOf = (descriptor: Descriptor | undefined): Descriptor => {
  if (descriptor === undefined) throw new TypeError('no descriptor');
  const { mediaType, digest, size } = descriptor;
  return { mediaType, digest, size };
};

const makeChart = async (
  push: Push,
  options: ImageReleaseOptions,
  pinned: string,
  tag: string,
): Promise<{ readonly made: Made; readonly archive: Uint8Array }> => {
  const [image = '', digest = ''] = pinned.split('@');
  const repository = image.slice(0, image.lastIndexOf(':'));
  const metadata = { apiVersion: 'v2', name: 'greeter', version: '1.2.3', appVersion: tag };
  const texts: Record<string, string> = {
    'Chart.yaml': `${Object.entries(metadata)
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n')}\n`,
    'values.yaml': `image:\n  repository: ${repository}\n  tag: ${tag}\n  digest: ${digest}\n`,
  };
  options.chart?.(texts, pinned);
  const archive = await smallArchive(
    Object.fromEntries(Object.entries(texts).map(([path, text]) => [`greeter/${path}`, text])),
  );
  const piece = { content: 'greeter', label: 'chart' } as const;
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: push.blob(CHART, canonicalJson(options.chartConfig?.(metadata) ?? metadata), HELM_CONFIG),
    layers: [push.blob(CHART, archive, HELM_CHART)],
  };
  const root = push.manifest(CHART, options.manifest?.(manifest, piece) ?? manifest, OCI_MANIFEST);
  const made = {
    name: 'greeter',
    repository: CHART,
    root,
    manifests: [{ label: 'chart', descriptor: root }],
  } as const;
  return { made, archive };
};

const signatureOf = (
  { repository, name }: Made,
  label: string,
  { digest }: Descriptor,
  tag: string,
): object => ({
  _type: STATEMENT_TYPE,
  subject: [
    {
      digest: { sha256: hexOf(digest) },
      annotations: {
        image: repository,
        tag: name === 'greeter' ? '1.2.3' : tag,
        ...(label === 'index' || label === 'chart' ? {} : { platform: label }),
      },
    },
  ],
  predicateType: IMAGE_SIGNATURE_TYPE,
  predicate: {},
});

const spdxOf = (digest: Digest): object => ({
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  documentDescribes: ['SPDXRef-Image'],
  packages: [{ SPDXID: 'SPDXRef-Image', checksums: [{ algorithm: 'SHA256', checksumValue: hexOf(digest) }] }],
});

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
