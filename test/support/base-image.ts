// A base as other tools leave it in a registry: layers, configuration, manifest, index, each open to lies.
import { gzipSync } from 'node:zlib';

import type { Descriptor } from '../../src/domain/descriptor.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from '../../src/domain/oci.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import { type LayerPart, layerTar } from './layer-tar.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface BasePlatform {
  readonly platform: Platform;
  readonly layers: readonly (readonly LayerPart[])[];
  /** What the configuration says besides platform and layers, or instead. */
  readonly config?: Fields;
  /** Likewise the manifest, its descriptor in the index, and the descriptor of each layer. */
  readonly manifest?: Fields;
  readonly descriptor?: Fields;
  readonly layer?: Fields;
  readonly pack?: (tar: Uint8Array) => Uint8Array;
}

export interface BaseImage {
  readonly index: Digest;
  readonly manifests: readonly Digest[];
  /** Everything, by digest. */
  readonly content: ReadonlyMap<Digest, Uint8Array>;
  /** The layers of the first platform. */
  readonly layers: readonly Descriptor[];
}

/** Makes a base of these platforms; `index` says what else its index holds. */
export const baseImage = (platforms: readonly BasePlatform[], index: Fields = {}): BaseImage => {
  const content = new Map<Digest, Uint8Array>();
  const put = (bytes: Uint8Array, mediaType: string): Descriptor => {
    const digest = sha256(bytes);
    content.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  };
  const json = (value: unknown, mediaType: string): Descriptor =>
    put(new TextEncoder().encode(JSON.stringify(value)), mediaType);
  const made = platforms.map((one) => {
    const { platform, pack = gzipSync, config, manifest, descriptor, layer } = one;
    const tars = one.layers.map((parts) => layerTar(parts));
    const layers = tars.map((tar) => ({ ...put(new Uint8Array(pack(tar)), OCI_LAYER), ...layer }));
    const rootfs = { type: 'layers', diff_ids: tars.map(sha256) };
    const configured = json({ ...platform, rootfs, history: null, ...config }, OCI_CONFIG);
    const document = { schemaVersion: 2, mediaType: OCI_MANIFEST, config: configured, layers, ...manifest };
    const written = json(document, OCI_MANIFEST);
    return { layers, listed: { ...written, platform, ...descriptor }, digest: written.digest };
  });
  const root = json(
    { schemaVersion: 2, mediaType: OCI_INDEX, manifests: made.map(({ listed }) => listed), ...index },
    OCI_INDEX,
  );
  return {
    index: root.digest,
    manifests: made.map(({ digest }) => digest),
    content,
    layers: made[0]?.layers ?? [],
  };
};
