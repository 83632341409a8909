import { gzipSync, zstdCompressSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { baseImage, type BaseImage, type BasePlatform } from '../../../test/support/base-image.ts';
import {
  AMD64,
  ARM64,
  buildOutcome,
  buildSettings,
  builder,
  builtFile,
  imageRule,
  layerFile,
} from '../../../test/support/built-image.ts';
import { createCompressor } from '../../../test/support/compressor.ts';
import { elfHead } from '../../../test/support/elf-head.ts';
import type { LayerPart } from '../../../test/support/layer-tar.ts';
import { createMemoryRegistry } from '../../../test/support/memory-registry.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { facts } from '../../../test/support/release-facts.ts';
import { type Digest, hexOf } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import type { Platform } from '../../domain/platform.ts';
import type { ImageBase, LayersRule } from '../../domain/image-rule.ts';
import { gunzip } from '../../formats/gzip.ts';
import { parseImageConfig } from '../../formats/oci/config.ts';
import { parseOciDocument } from '../../formats/oci/document.ts';
import { sha256 } from '../../formats/sha256.ts';
import { readLayer } from '../../formats/tar/layer.ts';
import type { Registry } from '../../ports/registry.ts';
import type { Source } from '../../ports/source.ts';
import { makeImage } from './image.ts';

const REPOSITORY = 'registry.example/base/static';
const compressor = createCompressor();

/** A source that holds these files, by path. */
const sourceOf = (files: ReadonlyMap<string, Uint8Array>): Source =>
  ({
    files: async () =>
      [...files].map(([path, bytes]) => ({ path, executable: false, size: bytes.length, link: false })),
    read: async function* (_commit: string, path: string) {
      yield files.get(path) ?? new Uint8Array();
    },
    text: async (_commit: string, path: string) => files.get(path),
  }) as unknown as Source;

const layoutOf = (base: BaseImage, manifests: readonly object[]): ReadonlyMap<string, Uint8Array> =>
  new Map([
    ...[...base.content].map(([digest, bytes]) => [`blobs/sha256/${hexOf(digest)}`, bytes] as const),
    ['index.json', new TextEncoder().encode(JSON.stringify({ schemaVersion: 2, manifests }))] as const,
  ]);

interface Upon {
  readonly base: BaseImage;
  readonly asked?: ImageBase;
  readonly platform?: Platform;
  readonly rule?: Partial<LayersRule>;
  readonly damage?: (content: Map<Digest, Uint8Array>) => void;
  readonly layout?: ReadonlyMap<string, Uint8Array>;
  /** What a registry says in place of what it holds. */
  readonly lie?: (registry: Registry) => Partial<Registry>;
}

/** Makes an image upon a base that lies in a registry, in the repository and in a builder's output alike. */
const upon = async ({ base, asked, platform = AMD64, rule = {}, damage, layout, lie = () => ({}) }: Upon) => {
  const store = createMemoryStore();
  const registries = createMemoryRegistry();
  const content = new Map(base.content);
  damage?.(content);
  for (const [digest, bytes] of content) registries.repository(REPOSITORY).content.set(digest, bytes);
  const inLayout = [...(layout ?? [])].map(([path, bytes]) => [`base/${path}`, bytes] as const);
  const built = await Promise.all(
    inLayout.map(([path, bytes]) => builtFile(store, path, bytes, { builder: 'baker', output: 'base' })),
  );
  const whole = imageRule({
    base: asked ?? { kind: 'reference', repository: REPOSITORY, digest: base.index },
    files: [layerFile('page', '/srv/page', { path: 'page' })],
    ...rule,
  });
  const image = await makeImage({
    rule: whole,
    platform,
    facts,
    settings: buildSettings([builder('page'), builder('baker')], [whole]),
    earlier: new Map([
      ['page', buildOutcome([await builtFile(store, 'page', '<p>', { builder: 'page' })])],
      ['baker', buildOutcome(built)],
    ]),
    doors: {
      compressor,
      registry: { ...registries.registry, ...lie(registries.registry) },
      source: sourceOf(new Map(inLayout)),
      store,
    },
    doing: () => {},
  });
  return { image, store, config: parseImageConfig(await store.bytes(image.config)) };
};

const amd64: BasePlatform = { platform: AMD64, layers: [[{ path: 'etc/os-release', content: 'ID=a' }]] };
const arm64: BasePlatform = {
  platform: { ...ARM64, variant: 'v8' },
  layers: [[{ path: 'etc/os-release', content: 'ID=b' }]],
};
const program = (machine: number, path = 'bin/init'): LayerPart => ({
  path,
  content: elfHead({ machine }),
  mode: 0o755,
});

describe('a base', () => {
  it('gives the layers of the platform, below ours, and is named with its manifest', async () => {
    const base = baseImage([amd64, arm64]);
    const { image, store, config } = await upon({ base });
    expect(image.base).toEqual({ name: `${REPOSITORY}@${base.index}`, digest: base.manifests[0] });
    expect(image.baseLayers).toBe(1);
    expect(image.layers.slice(0, 1)).toEqual(base.layers);
    expect(image.layers).toHaveLength(2);
    for (const { digest } of image.layers) expect(await store.has(digest)).toBe(true);
    expect(parseOciDocument(await store.bytes(image.manifest))).toMatchObject({ layers: image.layers });
    expect(config.diffIds).toHaveLength(2);
    expect(config.history).toEqual([
      { created_by: 'a layer of the base' },
      { created: '2026-01-02T01:04:05Z', created_by: 'colophon: files of page' },
    ]);
    expect(image.holds.map(({ path }) => path)).toEqual(['srv/page']);
  });

  it('may be one manifest, and arm64 means arm64/v8', async () => {
    const base = baseImage([amd64, arm64]);
    const digest = base.manifests[1] ?? base.index;
    const asked = { kind: 'reference', repository: REPOSITORY, digest } as const;
    expect((await upon({ base, asked, platform: ARM64 })).image.base?.digest).toBe(digest);
    expect((await upon({ base, platform: ARM64 })).image.base?.digest).toBe(digest);
  });

  it("gives what it says itself, but for the standard's labels, which are about the base", async () => {
    const history = [{ created_by: 'ADD rootfs' }, { created_by: 'ENV A=1', empty_layer: true }];
    const config = {
      User: 'nobody',
      Env: ['A=1', 'B=2'],
      Entrypoint: ['/init'],
      Cmd: ['--help'],
      ExposedPorts: { '80/tcp': {} },
      OnBuild: ['RUN x'],
      Labels: { 'org.opencontainers.image.title': 'Base', maintainer: 'someone' },
    };
    const base = baseImage([{ ...amd64, config: { config, history } }]);
    const plain = await upon({ base, rule: { env: { B: '3', C: '4' } } });
    expect(plain.config.config).toMatchObject({
      User: 'nobody',
      Env: ['A=1', 'B=3', 'C=4'],
      Entrypoint: ['/init'],
      Cmd: ['--help'],
      ExposedPorts: { '80/tcp': {} },
      Labels: { maintainer: 'someone' },
    });
    expect(plain.config.config).not.toHaveProperty('OnBuild');
    expect(plain.config.config.Labels).not.toHaveProperty('org.opencontainers.image.title');
    expect(plain.config.history.slice(0, 2)).toEqual(history);
    const ours = await upon({ base, rule: { entrypoint: ['/srv'], user: '1' } });
    expect(ours.config.config).toMatchObject({ Entrypoint: ['/srv'], User: '1' });
    expect(ours.config.config).not.toHaveProperty('Cmd');
  });

  it.each([
    { name: 'zstd', type: 'application/vnd.oci.image.layer.v1.tar+zstd', pack: zstdCompressSync },
    { name: 'nothing', type: 'application/vnd.oci.image.layer.v1.tar', pack: (tar: Uint8Array) => tar },
    {
      name: 'two gzip members',
      type: 'application/vnd.oci.image.layer.v1.tar+gzip',
      pack: (tar: Uint8Array) => Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))]),
    },
    {
      name: "Docker's gzip",
      type: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
      called: 'application/vnd.oci.image.layer.v1.tar+gzip',
      pack: gzipSync,
    },
  ])('may be packed by $name', async ({ type, called = type, pack }) => {
    const base = baseImage([{ ...amd64, layer: { mediaType: type }, pack }]);
    expect((await upon({ base })).image.layers[0]?.mediaType).toBe(called);
  });

  it('keeps owners and modes of its directories, and its files may be replaced', async () => {
    const base = baseImage([
      {
        ...amd64,
        layers: [
          [
            { path: './srv/', type: '5', mode: 0o1750, uid: 7, gid: 8 },
            { path: './srv/page', content: 'old' },
          ],
        ],
      },
    ]);
    const { image, store } = await upon({ base });
    const top = image.layers[1];
    const said: string[] = [];
    if (top !== undefined)
      for await (const { path, mode, uid, gid } of readLayer(gunzip(store.read(top), { limit: 2 ** 20 })))
        said.push(`${mode.toString(8)} ${uid}:${gid} ${path}`);
    expect(said).toEqual(['1750 7:8 srv', '644 0:0 srv/page']);
  });
});

describe('a layout as a base', () => {
  const base = baseImage([amd64, arm64]);
  const [first, second] = base.manifests;
  const one = [{ mediaType: OCI_INDEX, digest: base.index, size: 1 }];
  const two = [
    { mediaType: OCI_MANIFEST, digest: first, size: 1, platform: AMD64 },
    { mediaType: OCI_MANIFEST, digest: second, size: 1, platform: ARM64 },
  ];
  it.each([
    { name: 'in the repository, by its one entry', manifests: one, asked: {} },
    { name: 'in the repository, by the platform', manifests: two, asked: {} },
    { name: 'in the repository, by digest', manifests: [], asked: { digest: base.index } },
    { name: 'that a builder left', manifests: one, asked: { from: 'baker' } },
  ])('$name is taken', async ({ manifests, asked }) => {
    const layout = layoutOf(base, manifests);
    const { image } = await upon({ base, layout, asked: { kind: 'layout', path: './base/', ...asked } });
    expect(image.base).toEqual({
      name: 'from' in asked ? 'baker: ./base/' : './base/',
      digest: first,
    });
    expect(image.layers[0]).toEqual(base.layers[0]);
  });

  it.each([
    { name: 'is not there', manifests: undefined, code: 'BASE_MISSING', message: 'no index.json' },
    { name: 'lists nothing', manifests: [], code: 'BASE_PLATFORM_MISSING', message: 'nothing for it' },
    {
      name: 'lists one thing, for another platform',
      manifests: [two[1]],
      code: 'BASE_PLATFORM_MISSING',
      message: 'nothing for it',
    },
    {
      name: 'lists a digest that is not there',
      manifests: [{ ...one[0], digest: `sha256:${'0'.repeat(64)}` }],
      code: 'BASE_MISSING',
      message: 'is not there',
    },
    { name: 'lists the platform twice', manifests: [two[0], two[0]], code: 'BASE_INVALID', message: 'twice' },
    {
      name: 'climbs out by a digest',
      manifests: [{ ...one[0], digest: 'sha256:../../x' }],
      code: 'BASE_INVALID',
      message: 'no SHA-256 digest',
    },
  ])('that $name is refused', async ({ manifests, code, message }) => {
    const layout = manifests === undefined ? new Map() : layoutOf(base, manifests as object[]);
    const making = upon({ base, layout, asked: { kind: 'layout', path: 'base' } });
    await expect(making).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('that lacks a layer, or has another in its place, is refused', async () => {
    const path = `blobs/sha256/${hexOf(base.layers[0]?.digest ?? base.index)}`;
    const asked = { kind: 'layout', path: 'base' } as const;
    const lacking = new Map([...layoutOf(base, one)].filter(([name]) => name !== path));
    await expect(upon({ base, layout: lacking, asked })).rejects.toMatchObject({ code: 'BASE_MISSING' });
    const other = new Map([...layoutOf(base, one), [path, new Uint8Array(9)]]);
    await expect(upon({ base, layout: other, asked })).rejects.toMatchObject({
      code: 'BASE_INVALID',
      message: expect.stringContaining(String(base.layers[0]?.digest)),
    });
  });
});

describe('a base that lies', () => {
  const nested = { mediaType: OCI_INDEX, digest: `sha256:${'0'.repeat(64)}`, size: 3 };
  it.each<{
    readonly lie: string;
    readonly of?: BasePlatform;
    readonly index?: Readonly<Record<string, unknown>>;
    readonly platform?: Platform;
    readonly code: string;
    readonly message: string;
  }>([
    {
      lie: 'with another index in its index',
      index: { manifests: [nested] },
      code: 'BASE_INVALID',
      message: 'holds another index',
    },
    {
      lie: 'without the platform',
      platform: { os: 'linux', architecture: 's390x' },
      code: 'BASE_PLATFORM_MISSING',
      message: 'for linux/s390x: its index holds linux/amd64',
    },
    {
      lie: 'about its architecture',
      of: { ...amd64, config: { architecture: 'arm64' } },
      code: 'BASE_PLATFORM_MISMATCH',
      message: 'its configuration says linux/arm64',
    },
    {
      lie: 'about its variant',
      of: { ...amd64, config: { variant: 'v3' } },
      code: 'BASE_PLATFORM_MISMATCH',
      message: 'linux/amd64/v3',
    },
    {
      lie: 'about the size of its manifest',
      of: { ...amd64, descriptor: { size: 7 } },
      code: 'BASE_INVALID',
      message: 'its index says 7',
    },
    {
      lie: 'about the kind of its manifest',
      of: {
        ...amd64,
        descriptor: { mediaType: 'application/vnd.docker.distribution.manifest.v2+json' },
      },
      code: 'BASE_INVALID',
      message: 'its index says application/vnd.docker',
    },
    {
      lie: 'about how many layers it has',
      of: { ...amd64, manifest: { layers: [] } },
      code: 'BASE_INVALID',
      message: 'speaks of 1 layers, its manifest of 0',
    },
    {
      lie: 'about what its layers hold',
      of: { ...amd64, config: { rootfs: { type: 'layers', diff_ids: [sha256(new Uint8Array())] } } },
      code: 'BASE_INVALID',
      message: 'is not the one that its configuration names',
    },
    {
      lie: 'with a layer that lies elsewhere',
      of: { ...amd64, layer: { urls: ['https://example.com/layer'] } },
      code: 'BASE_INVALID',
      message: 'urls',
    },
    {
      lie: 'with a layer that may not be copied',
      of: { ...amd64, layer: { mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip' } },
      code: 'BASE_INVALID',
      message: 'no layer to copy',
    },
    {
      lie: 'and is no image',
      of: { ...amd64, manifest: { artifactType: 'application/vnd.example.chart' } },
      code: 'BASE_INVALID',
      message: 'no image but application/vnd.example.chart',
    },
    {
      lie: 'with both layers and manifests',
      of: { ...amd64, manifest: { manifests: [] } },
      code: 'BASE_INVALID',
      message: 'both layers and manifests',
    },
    {
      lie: 'with a layer that is no tar',
      of: { ...amd64, pack: () => gzipSync('x'.repeat(600)) },
      code: 'ARCHIVE_DAMAGED',
      message: 'tar',
    },
    {
      lie: 'with a program for another machine',
      of: { ...amd64, layers: [[program(183)]] },
      code: 'IMAGE_ARCHITECTURE_MISMATCH',
      message: `/bin/init in the base ${REPOSITORY}`,
    },
    {
      lie: 'with a hard link to such a program',
      of: {
        ...amd64,
        layers: [[program(183), { path: 'bin/sh', type: '1', link: 'bin/init' }], [{ path: 'bin/.wh.init' }]],
      },
      code: 'IMAGE_ARCHITECTURE_MISMATCH',
      message: '/bin/sh',
    },
  ])('$lie is refused by name', async ({ of = amd64, index, platform, code, message }) => {
    const making = upon({ base: baseImage([of], index), ...(platform && { platform }) });
    await expect(making).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('in a registry that holds other bytes, or none, is refused', async () => {
    const base = baseImage([amd64]);
    const layer = base.layers[0]?.digest ?? base.index;
    const changed = (digest: Digest) => (content: Map<Digest, Uint8Array>) =>
      void content.set(digest, new Uint8Array(3));
    const gone = (digest: Digest) => (content: Map<Digest, Uint8Array>) => void content.delete(digest);
    for (const { damage, code } of [
      { damage: changed(layer), code: 'CONTENT_DAMAGED' },
      { damage: gone(layer), code: 'CONTENT_MISSING' },
      { damage: changed(base.index), code: 'CONTENT_DAMAGED' },
      { damage: gone(base.index), code: 'BASE_MISSING' },
    ])
      await expect(upon({ base, damage })).rejects.toMatchObject({ code });
  });

  it.each<{ readonly name: string; readonly layers: readonly (readonly LayerPart[])[] }>([
    { name: 'taken away above', layers: [[program(183)], [{ path: 'bin/.wh.init' }]] },
    { name: 'in a directory that is taken away', layers: [[program(183)], [{ path: '.wh.bin' }]] },
    { name: 'in a directory that begins anew', layers: [[program(183)], [{ path: 'bin/.wh..wh..opq' }]] },
    { name: 'replaced above', layers: [[program(183)], [program(62)]] },
    { name: 'whose directory is a file now', layers: [[program(183)], [{ path: 'bin', content: 'x' }]] },
    { name: 'that the system runs too', layers: [[program(3)]] },
    { name: 'there to be looked at', layers: [[program(183, 'go/elf/testdata/arm')]] },
  ])('may hold a foreign program $name', async ({ layers }) => {
    expect((await upon({ base: baseImage([{ ...amd64, layers }]) })).image.baseLayers).toBe(layers.length);
  });
});

describe('a file upon a base', () => {
  it.each<{ readonly name: string; readonly part: LayerPart; readonly message: string }>([
    {
      name: 'below a link',
      part: { path: 'srv', type: '2', link: 'usr/srv' },
      message: '/srv is a link to usr/srv in the base',
    },
    { name: 'below a file', part: { path: 'srv', content: 'x' }, message: '/srv is no directory' },
    { name: 'in place of a directory', part: { path: 'srv/page/x' }, message: '/srv/page is a directory' },
  ])('$name is refused', async ({ part, message }) => {
    await expect(upon({ base: baseImage([{ ...amd64, layers: [[part]] }]) })).rejects.toMatchObject({
      code: 'IMAGE_PATH_INVALID',
      message: expect.stringContaining(message),
    });
  });

  it('need not be there: the base alone is an image', async () => {
    const { image, config } = await upon({ base: baseImage([amd64]), rule: { files: [] } });
    expect([image.layers.length, image.baseLayers, config.history.length]).toEqual([1, 1, 1]);
    expect(image.holds).toEqual([]);
  });
});

describe('a registry that lies about a base', () => {
  const base = baseImage([amd64, arm64]);
  const refusal = async (lie: Upon['lie'], given: Partial<Upon> = {}) =>
    upon({ base, ...given, ...(lie === undefined ? {} : { lie }) }).then(
      () => undefined,
      (error: unknown) => error,
    );

  it('and answers with the manifest of another platform is refused by digest', async () => {
    const [ours, theirs] = base.manifests;
    const lie: Upon['lie'] = (registry) => ({
      manifest: (repository, digest) =>
        registry.manifest(repository, digest === ours && theirs !== undefined ? theirs : digest),
    });
    expect(await refusal(lie)).toMatchObject({
      code: 'BASE_INVALID',
      message: expect.stringContaining(`under ${String(ours)} lies something else`) as unknown,
    });
  });

  it('and names one platform in its index and another in the configuration is refused by name', async () => {
    const mislabelled = baseImage([{ ...arm64, descriptor: { platform: AMD64 } }]);
    expect(await refusal(undefined, { base: mislabelled })).toMatchObject({
      code: 'BASE_PLATFORM_MISMATCH',
      message: expect.stringContaining('linux/arm64/v8') as unknown,
    });
  });

  it('whose digest, as the configuration pins it, is the manifest of another platform is refused', async () => {
    const [, digest = base.index] = base.manifests;
    const asked = { kind: 'reference', repository: REPOSITORY, digest } as const;
    expect(await refusal(undefined, { asked })).toMatchObject({ code: 'BASE_PLATFORM_MISMATCH' });
  });

  it.each([
    { what: 'layer', mediaType: 'layer' },
    { what: 'configuration', mediaType: 'config' },
  ])('and sends a $what without end is stopped where it should have ended', async ({ mediaType }) => {
    let sent = 0;
    const lie: Upon['lie'] = (registry) => ({
      blob: (repository, content) =>
        content.mediaType.includes(mediaType)
          ? (async function* () {
              for (; sent < 1024; sent += 1) yield new Uint8Array(65536);
            })()
          : registry.blob(repository, content),
    });
    expect(await refusal(lie)).toMatchObject({ code: 'BASE_INVALID' });
    expect(sent).toBeLessThan(3);
  });

  it('and cuts a layer short is refused, and what it sent is no layer', async () => {
    const lie: Upon['lie'] = (registry) => ({
      blob: (repository, content) =>
        content.mediaType.includes('layer')
          ? (async function* () {
              yield new Uint8Array(content.size - 1);
            })()
          : registry.blob(repository, content),
    });
    expect(await refusal(lie)).toMatchObject({
      code: 'BASE_INVALID',
      message: expect.stringContaining(String(base.layers[0]?.digest)) as unknown,
    });
  });

  it('that cannot be reached is told as such, not as a base that is missing', async () => {
    const unreachable = new Failure('REGISTRY_UNREACHABLE', 'nobody answers', { remedy: 'x' });
    const lie: Upon['lie'] = () => ({ manifest: () => Promise.reject(unreachable) });
    expect(await refusal(lie)).toBe(unreachable);
  });
});
