// An image of two platforms and a chart as they lie in a registry in memory, each piece changed as its hook says.
import type { Descriptor } from '../../src/domain/descriptor.ts';
import {
  HELM_CHART,
  HELM_CONFIG,
  OCI_CONFIG,
  OCI_INDEX,
  OCI_LAYER,
  OCI_MANIFEST,
} from '../../src/domain/oci.ts';
import { parsePlatform, type Platform } from '../../src/domain/platform.ts';
import { canonicalJson } from '../../src/formats/canonical-json.ts';
import type { OciManifest } from '../../src/formats/oci/document.ts';
import { EMPTY_CONFIG, EMPTY_CONFIG_BYTES } from '../../src/formats/oci/referrer.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import { CHART, type ImageReleaseOptions, type Made, ORIGIN, OTHER_ORIGIN } from './image-pieces.ts';
import type { MemoryRegistry } from './memory-registry.ts';
import { smallArchive } from './release.ts';

/** Puts something into a registry. */
export interface Push {
  readonly blob: (repository: string, bytes: Uint8Array, mediaType: string) => Descriptor;
  readonly manifest: (repository: string, value: unknown, mediaType: string) => Descriptor;
  readonly referrer: (repository: string, subject: Descriptor, value: unknown) => Descriptor;
}

export const pusher = (memory: MemoryRegistry): Push => {
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

/** A manifest as JSON has it. */
export const plainDocument = ({ kind: _, ...document }: OciManifest): object => ({
  schemaVersion: 2,
  ...document,
});

export const makeImage = async (
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

export const makeChart = async (
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
