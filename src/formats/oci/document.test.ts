import { describe, expect, it } from 'vitest';

import { OCI_EMPTY, OCI_INDEX, OCI_LAYER, OCI_MANIFEST } from '../../domain/oci.ts';
import { FormatError } from '../format-error.ts';
import { formatOciDocument, parseOciDocument, type OciIndex, type OciManifest } from './document.ts';

const bytesOf = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const EMPTY = {
  mediaType: OCI_EMPTY,
  digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
  size: 2,
} as const;
const layer = { mediaType: OCI_LAYER, digest: `sha256:${'ab'.repeat(32)}`, size: 7 } as const;
const manifest: OciManifest = {
  kind: 'manifest',
  mediaType: OCI_MANIFEST,
  artifactType: 'application/vnd.example+json;version=0.1',
  config: EMPTY,
  layers: [{ ...layer, annotations: { 'org.opencontainers.image.title': 'a' } }],
  subject: layer,
  annotations: { b: '2', a: '1' },
};
const index: OciIndex = {
  kind: 'index',
  mediaType: OCI_INDEX,
  manifests: [
    {
      mediaType: OCI_MANIFEST,
      digest: layer.digest,
      size: 7,
      platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
    },
  ],
};
const plain = { schemaVersion: 2, mediaType: OCI_MANIFEST, config: EMPTY, layers: [layer] };
const plainIndex = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: [layer] };

describe('a manifest or an index', () => {
  it.each([manifest, index])('that we write is read again as it was', (document) => {
    expect(parseOciDocument(formatOciDocument(document))).toEqual(document);
  });

  it('is written as canonical JSON', () => {
    expect(new TextDecoder().decode(formatOciDocument({ ...index, manifests: [] }))).toBe(
      `{"manifests":[],"mediaType":"${OCI_INDEX}","schemaVersion":2}`,
    );
  });

  it('may say more than we know, and embed what its digest names', () => {
    const config = { ...EMPTY, data: 'e30=', 'x-more': 1 };
    expect(parseOciDocument(bytesOf({ ...plain, config, more: [] }))).toEqual({
      kind: 'manifest',
      mediaType: OCI_MANIFEST,
      config: EMPTY,
      layers: [layer],
    });
  });

  it('of Docker is taken only where it is asked for', () => {
    const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
    expect(() => parseOciDocument(bytesOf({ ...plain, mediaType }))).toThrow(FormatError);
    expect(parseOciDocument(bytesOf({ ...plain, mediaType }), { foreign: true })).toMatchObject({
      mediaType,
    });
  });

  it('may leave its media type out only where that is asked for', () => {
    const { mediaType: _, ...untyped } = plain;
    expect(() => parseOciDocument(bytesOf(untyped))).toThrow(FormatError);
    expect(parseOciDocument(bytesOf(untyped), { foreign: true })).toMatchObject({ mediaType: OCI_MANIFEST });
    const both = { ...untyped, manifests: [] };
    expect(() => parseOciDocument(bytesOf(both), { foreign: true })).toThrow('both layers and manifests');
  });

  it.each<{ readonly lie: string; readonly input: unknown; readonly expect: string }>([
    {
      lie: 'layers and manifests at once',
      input: { ...plain, manifests: [] },
      expect: 'both layers and manifests',
    },
    {
      lie: 'an index with a config',
      input: { ...plainIndex, config: EMPTY },
      expect: 'both config and manifests',
    },
    {
      lie: 'neither layers nor manifests',
      input: { schemaVersion: 2, mediaType: OCI_MANIFEST, config: EMPTY },
      expect: 'neither',
    },
    {
      lie: "a manifest with an index's media type",
      input: { ...plain, mediaType: OCI_INDEX },
      expect: "no manifest's",
    },
    {
      lie: "an index with a manifest's media type",
      input: { ...plainIndex, mediaType: OCI_MANIFEST },
      expect: "no index's",
    },
    { lie: 'no media type', input: { ...plain, mediaType: undefined }, expect: 'mediaType: no text' },
    { lie: 'schema version 1', input: { ...plain, schemaVersion: 1 }, expect: 'schemaVersion' },
    { lie: 'no config', input: { ...plain, config: undefined }, expect: 'config: no object' },
    {
      lie: 'a digest that climbs out',
      input: { ...plain, layers: [{ ...layer, digest: 'sha256:../../../etc/passwd' }] },
      expect: 'layers[0].digest',
    },
    {
      lie: 'a digest in capitals',
      input: { ...plain, layers: [{ ...layer, digest: `sha256:${'AB'.repeat(32)}` }] },
      expect: 'layers[0].digest',
    },
    {
      lie: 'a negative size',
      input: { ...plain, layers: [{ ...layer, size: -1 }] },
      expect: 'layers[0].size',
    },
    {
      lie: 'a descriptor without a media type',
      input: { ...plain, layers: [{ ...layer, mediaType: undefined }] },
      expect: 'layers[0].mediaType',
    },
    {
      lie: 'a layer that lies elsewhere',
      input: { ...plain, layers: [{ ...layer, urls: ['https://example.com/'] }] },
      expect: 'urls',
    },
    {
      lie: 'embedded data of another digest',
      input: { ...plain, config: { ...EMPTY, data: 'e30K' } },
      expect: 'embedded data',
    },
    {
      lie: 'an annotation that is no text',
      input: { ...plain, annotations: { a: 1 } },
      expect: 'annotations.a',
    },
    {
      lie: 'a key that stands twice',
      input: JSON.stringify(plain).replace('{', '{"schemaVersion":2,'),
      expect: 'stands twice',
    },
    { lie: 'more than 4 MiB', input: ' '.repeat(4 * 1024 * 1024 + 1), expect: 'larger than' },
  ])('is refused with $lie', ({ input, expect: message }) => {
    expect(() => parseOciDocument(bytesOf(input))).toThrow(FormatError);
    expect(() => parseOciDocument(bytesOf(input))).toThrow(message);
  });
});
