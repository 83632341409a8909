// A small image, a chart and what speaks about them, for the suites of the registry ports.
import type { Descriptor } from '../../src/domain/descriptor.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from '../../src/domain/oci.ts';
import { formatOciDocument, type OciIndex, type OciManifest } from '../../src/formats/oci/document.ts';
import { bundleReferrer, EMPTY_CONFIG, EMPTY_CONFIG_BYTES } from '../../src/formats/oci/referrer.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import type { ReferrersIndex } from '../../src/ports/referrers-index.ts';
import type { RegistryWriter } from '../../src/ports/registry-writer.ts';
import type { Registry } from '../../src/ports/registry.ts';
import type { VersionNames } from '../../src/ports/version-names.ts';

export interface RegistryUnderTest {
  readonly registry: Registry;
  readonly registryWriter: RegistryWriter;
  readonly referrersIndex: ReferrersIndex;
  readonly versionNames: VersionNames;
  /** Replaces what lies under a digest by other bytes, behind the registry's back; absent where nobody can. */
  readonly damage?: (repository: string, content: Descriptor, bytes: Uint8Array) => Promise<void>;
  /** Whether a blob that lies in one repository lies in all of them, as go-containerregistry has it. */
  readonly pooled?: boolean;
}

export interface Held {
  readonly content: Descriptor;
  readonly bytes: Uint8Array;
}

export const REPOSITORY = 'registry.example:5000/acme/widget';

export const held = (bytes: Uint8Array | string, mediaType: string): Held => {
  const there = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return { content: { mediaType, digest: sha256(there), size: there.length }, bytes: there };
};

export const heldDocument = (document: OciManifest | OciIndex): Held =>
  held(formatOciDocument(document), document.mediaType);

export interface SmallImage {
  readonly layer: Held;
  readonly config: Held;
  readonly manifest: Held;
  readonly index: Held;
}

/** An image of one platform whose bytes depend on `word`. */
export const smallImage = (word: string): SmallImage => {
  const layer = held(`layer of ${word}`, OCI_LAYER);
  const config = held('{"architecture":"amd64","os":"linux"}', OCI_CONFIG);
  const manifest = heldDocument({
    kind: 'manifest',
    mediaType: OCI_MANIFEST,
    config: config.content,
    layers: [layer.content],
  });
  const platform = { os: 'linux', architecture: 'amd64' };
  const index = heldDocument({
    kind: 'index',
    mediaType: OCI_INDEX,
    manifests: [{ ...manifest.content, platform }],
  });
  return { layer, config, manifest, index };
};

/** A bundle that speaks about a manifest; its content is `word`. */
export const smallReferrer = (
  subject: Descriptor,
  word: string,
): { readonly bundle: Held; readonly manifest: Held } => {
  const bundle = held(word, 'application/vnd.dev.sigstore.bundle.v0.3+json');
  const manifest = heldDocument(
    bundleReferrer({
      subject,
      bundle: bundle.content,
      predicateType: 'https://slsa.dev/provenance/v1',
      time: '2026-01-02T03:04:05Z',
    }),
  );
  return { bundle, manifest };
};

export const put = async (
  { registryWriter }: RegistryUnderTest,
  repository: string,
  blob: Held,
): Promise<string> =>
  registryWriter.blob(repository, blob.content, async function* () {
    yield blob.bytes;
  });

/** Pushes all of an image by digest, in the order that registries demand. */
export const pushImage = async (
  under: RegistryUnderTest,
  repository: string,
  image: SmallImage,
): Promise<void> => {
  await put(under, repository, image.layer);
  await put(under, repository, image.config);
  for (const { content, bytes } of [image.manifest, image.index])
    await under.registryWriter.manifest(repository, content, bytes);
};

/** Pushes a bundle and makes it findable. */
export const pushReferrer = async (
  under: RegistryUnderTest,
  repository: string,
  subject: Descriptor,
  word: string,
): Promise<Held> => {
  const { bundle, manifest } = smallReferrer(subject, word);
  await put(under, repository, held(EMPTY_CONFIG_BYTES, EMPTY_CONFIG.mediaType));
  await put(under, repository, bundle);
  await under.registryWriter.manifest(repository, manifest.content, manifest.bytes);
  await under.referrersIndex.add(repository, subject.digest, manifest.content);
  return manifest;
};

export const collect = async (bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
};
