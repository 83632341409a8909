// Images of random bytes, written as layouts: what mirrors are measured with.
import { createHash, randomFillSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { canonicalJson } from '../src/formats/canonical-json.ts';

export interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** Whether it is no blob. */
export const isManifest = ({ mediaType }: Blob): boolean => mediaType === MANIFEST || mediaType === INDEX;

export interface WrittenImage {
  readonly index: Blob;
  /** What speaks about it counts too. */
  readonly manifests: number;
  readonly blobs: number;
  readonly blobBytes: number;
  /** All of them, manifests too. */
  readonly contents: readonly Blob[];
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const EMPTY = 'application/vnd.oci.empty.v1+json';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const ARCHITECTURES = ['amd64', 'arm64'];

/**
 * An index of two platforms, `v1`, each with a config and four layers that do not compress, of `bytes` together; and
 * `attached` referrers of about the size of a bundle for each of the three manifests.
 */
export const writeImage = (
  dir: string,
  { bytes, attached = 0 }: { readonly bytes: number; readonly attached?: number },
): WrittenImage => {
  mkdirSync(join(dir, 'blobs', 'sha256'), { recursive: true });
  const written = new Map<string, Blob>();
  const write = (content: Uint8Array, mediaType: string): Blob => {
    const hex = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(dir, 'blobs', 'sha256', hex), content);
    const blob = { mediaType, digest: `sha256:${hex}`, size: content.length };
    written.set(hex, blob);
    return blob;
  };
  const random = (size: number, mediaType: string): Blob =>
    write(randomFillSync(Buffer.alloc(size)), mediaType);
  const manifests = ARCHITECTURES.map((architecture) => {
    const layers = Array.from({ length: 4 }, () =>
      random(Math.floor(bytes / 8), 'application/vnd.oci.image.layer.v1.tar+gzip'),
    );
    const config = write(
      canonicalJson({
        architecture,
        os: 'linux',
        rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
      }),
      'application/vnd.oci.image.config.v1+json',
    );
    const manifest = write(
      canonicalJson({ schemaVersion: 2, mediaType: MANIFEST, config, layers }),
      MANIFEST,
    );
    return { ...manifest, platform: { architecture, os: 'linux' } };
  });
  const index = write(canonicalJson({ schemaVersion: 2, mediaType: INDEX, manifests }), INDEX);
  const referrers: Blob[] = [];
  for (const subject of attached === 0 ? [] : [index, ...manifests.map(plain)])
    for (let at = 0; at < attached; at += 1) {
      const content = {
        schemaVersion: 2,
        mediaType: MANIFEST,
        artifactType: BUNDLE,
        config: write(canonicalJson({}), EMPTY),
        layers: [random(12_000, BUNDLE)],
        subject,
      };
      referrers.push(write(canonicalJson(content), MANIFEST));
    }
  writeFileSync(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  const named = { ...index, annotations: { 'org.opencontainers.image.ref.name': 'v1' } };
  writeFileSync(
    join(dir, 'index.json'),
    canonicalJson({ schemaVersion: 2, mediaType: INDEX, manifests: [named, ...referrers] }),
  );
  const all = [...written.values()];
  const blobs = all.filter((one) => !isManifest(one));
  return {
    index,
    manifests: all.length - blobs.length,
    blobs: blobs.length,
    blobBytes: blobs.reduce((sum, { size }) => sum + size, 0),
    contents: all,
  };
};

const plain = ({ mediaType, digest, size }: Blob): Blob => ({ mediaType, digest, size });
