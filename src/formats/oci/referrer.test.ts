import { expect, it } from 'vitest';

import type { Descriptor } from '../../domain/descriptor.ts';
import { canonicalJson } from '../canonical-json.ts';
import { FormatError } from '../format-error.ts';
import { sha256 } from '../sha256.ts';
import { formatOciDocument } from './document.ts';
import {
  bundleReferrer,
  colophonReferrer,
  EMPTY_CONFIG,
  EMPTY_CONFIG_BYTES,
  parseReferrer,
  referrerDescriptor,
} from './referrer.ts';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const COLOPHON = 'application/vnd.colophon.release.v1+json';

const at = (digit: string, mediaType: string): Descriptor => ({
  mediaType,
  digest: `sha256:${digit.repeat(64)}`,
  size: 7,
});
const subject = { ...at('a', INDEX), platform: { os: 'linux', architecture: 'amd64' } };
const bundle = at('b', BUNDLE);
const time = '2026-01-02T03:04:05Z';
const attached = bundleReferrer({
  subject,
  bundle,
  predicateType: 'https://sigstore.dev/cosign/sign/v1',
  time,
});

it('attaches a bundle as cosign does, to the letter', () => {
  expect(JSON.parse(new TextDecoder().decode(formatOciDocument(attached)))).toEqual({
    schemaVersion: 2,
    mediaType: MANIFEST,
    artifactType: BUNDLE,
    config: {
      mediaType: 'application/vnd.oci.empty.v1+json',
      size: 2,
      digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
    },
    layers: [{ mediaType: BUNDLE, size: 7, digest: bundle.digest }],
    subject: { mediaType: INDEX, size: 7, digest: subject.digest },
    annotations: {
      'org.opencontainers.image.created': time,
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': 'https://sigstore.dev/cosign/sign/v1',
    },
  });
});

it('points at the empty config by the digest of its two bytes', () => {
  expect(EMPTY_CONFIG).toMatchObject({ digest: sha256(EMPTY_CONFIG_BYTES), size: EMPTY_CONFIG_BYTES.length });
});

it('attaches the colophon as two layers with their file names', () => {
  const made = colophonReferrer({
    subject,
    document: { name: 'widget_v1.colophon.json', content: at('c', COLOPHON) },
    bundle: { name: 'widget_v1.colophon.json.sigstore.json', content: bundle },
    time,
  });
  expect(made.artifactType).toBe(COLOPHON);
  expect(made.subject).toEqual({ mediaType: INDEX, digest: subject.digest, size: 7 });
  expect(made.layers.map(({ mediaType, annotations }) => [mediaType, annotations])).toEqual([
    [COLOPHON, { 'org.opencontainers.image.title': 'widget_v1.colophon.json' }],
    [BUNDLE, { 'org.opencontainers.image.title': 'widget_v1.colophon.json.sigstore.json' }],
  ]);
});

it('reads back what it wrote, and lists it with its own artifact type and annotations', () => {
  const bytes = formatOciDocument(attached);
  expect(parseReferrer(bytes)).toMatchObject({ artifactType: BUNDLE, layers: [bundle], manifests: [] });
  expect(referrerDescriptor(bytes)).toEqual({
    mediaType: MANIFEST,
    digest: sha256(bytes),
    size: bytes.length,
    artifactType: BUNDLE,
    annotations: attached.annotations,
  });
});

const { artifactType: _, ...untyped } = attached;
it.each([
  {
    name: 'the config speaks for a manifest without an artifact type',
    input: { ...untyped, config: at('d', 'application/x') },
    expect: { artifactType: 'application/x' },
  },
  {
    name: 'an index may be about a manifest too',
    input: {
      kind: 'index',
      mediaType: INDEX,
      artifactType: 'application/x',
      manifests: [at('d', MANIFEST)],
      subject,
    },
    expect: { artifactType: 'application/x', layers: [], manifests: [at('d', MANIFEST)] },
  },
] as const)('$name', ({ input, expect: expected }) => {
  expect(parseReferrer(formatOciDocument(input))).toMatchObject(expected);
});

it('says so of a manifest that is about nothing', () => {
  const { subject: __, ...alone } = attached;
  expect(() => parseReferrer(formatOciDocument(alone))).toThrow(FormatError);
});

it('says so of bytes that are no manifest', () => {
  expect(() => parseReferrer(canonicalJson({ subject }))).toThrow(FormatError);
});
