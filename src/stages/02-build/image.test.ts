import { describe, expect, it } from 'vitest';

import { AMD64, ARM64, builtFile, imageRule, layerFile } from '../../../test/support/built-image.ts';
import { configOf, entriesOf, make, program } from '../../../test/support/made-image.ts';
import type { createMemoryStore } from '../../../test/support/memory-store.ts';
import { elfHead } from '../../../test/support/elf-head.ts';
import { facts } from '../../../test/support/release-facts.ts';
import { formatPlatform } from '../../domain/platform.ts';
import { gunzip } from '../../formats/gzip.ts';
import { parseOciDocument } from '../../formats/oci/document.ts';
import { sha256 } from '../../formats/sha256.ts';

const whole = imageRule({
  files: [
    layerFile('cli', '/usr/bin/widget', { mode: 0o4755, uid: 65532, gid: 3_000_000 }),
    layerFile('web', '/srv/www'),
  ],
  entrypoint: ['/usr/bin/widget'],
  cmd: ['serve'],
  env: { VERSION: '{version}', TARGET: '{os}/{arch}' },
  labels: { title: 'Widget {tag}', 'org.opencontainers.image.source': 'https://example.com/widget' },
  user: '65532',
  workdir: '/srv',
});

describe('an image of layers', () => {
  it('holds the files of each builder in a layer, with owners and modes, below directories of their own', async () => {
    expect(await entriesOf(await make({ rule: whole }))).toEqual([
      ['0755 0:0 usr/', '0755 0:0 usr/bin/', '4755 65532:3000000 usr/bin/widget 64'],
      [
        '0755 0:0 srv/',
        '0755 0:0 srv/www/',
        '0644 0:0 srv/www/index.html 3',
        '0755 0:0 srv/www/js/',
        '0644 0:0 srv/www/js/app.js 4',
      ],
    ]);
  });

  it('shares with its other platforms what is built for none', async () => {
    const [amd64, arm64] = await Promise.all(
      [AMD64, ARM64].map(async (platform) => (await make({ rule: whole, platform })).image.layers),
    );
    expect(amd64?.[1]).toEqual(arm64?.[1]);
    expect(amd64?.[0]).not.toEqual(arm64?.[0]);
  });

  it('takes the layers that were made apart, and makes the same ones itself', async () => {
    const alone = await make({ rule: whole });
    const layers = [
      { content: alone.image.layers[0] ?? alone.image.config, diffId: sha256(new Uint8Array()) },
    ];
    const { image, store } = await make({ rule: whole, apart: { 'layer widget cli/linux_amd64': layers } });
    expect(image.layers).toEqual(alone.image.layers);
    expect((await configOf({ image, store })).diffIds[0]).toBe(sha256(new Uint8Array()));
  });

  it('says how it is started, from which commit, and what its layers are', async () => {
    const made = await make({ rule: whole, platform: ARM64 });
    const config = await configOf(made);
    const diffIds = await Promise.all(
      made.image.layers.map(async (layer) => {
        const tar: Uint8Array[] = [];
        for await (const chunk of gunzip(made.store.read(layer), { limit: 2 ** 20 })) tar.push(chunk);
        return sha256(Buffer.concat(tar));
      }),
    );
    expect(config).toEqual({
      os: 'linux',
      architecture: 'arm64',
      created: '2026-01-02T01:04:05Z',
      config: {
        Entrypoint: ['/usr/bin/widget'],
        Cmd: ['serve'],
        Env: ['VERSION=1.2.3', 'TARGET=linux/arm64'],
        User: '65532',
        WorkingDir: '/srv',
        Labels: {
          'org.opencontainers.image.created': '2026-01-02T01:04:05Z',
          'org.opencontainers.image.revision': facts.commit,
          'org.opencontainers.image.source': 'https://example.com/widget',
          'org.opencontainers.image.version': 'v1.2.3',
          title: 'Widget v1.2.3',
        },
      },
      diffIds,
      history: ['cli', 'web'].map((from) => ({
        created: '2026-01-02T01:04:05Z',
        created_by: `colophon: files of ${from}`,
      })),
    });
  });

  it('is a manifest whose every part lies in the store and in the outcome', async () => {
    const { image, store } = await make({ rule: whole });
    const { platform, ...manifest } = image.manifest;
    expect(formatPlatform(platform)).toBe('linux/amd64');
    expect(parseOciDocument(await store.bytes(manifest))).toEqual({
      kind: 'manifest',
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: image.config,
      layers: image.layers,
    });
    for (const { digest } of [image.config, ...image.layers]) expect(await store.has(digest)).toBe(true);
    expect(image.holds.map(({ path, file }) => `${path} ${file.builder}`)).toEqual([
      'srv/www/index.html web',
      'srv/www/js/app.js web',
      'usr/bin/widget cli',
    ]);
  });

  it('is the same to the byte wherever and however it is made, and was when this was written', async () => {
    const mask = process.umask(0o077);
    const zone = process.env['TZ'];
    process.env['TZ'] = 'Pacific/Kiritimati';
    const other = await make({ rule: whole, reversed: true });
    process.umask(mask);
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    const { image } = await make({ rule: whole });
    expect(other.image).toEqual(image);
    expect(image.manifest.digest).toMatchInlineSnapshot(
      `"sha256:cfada634cfadec595d60c19580a262cc0d142feb4e22e644f8e3d2557ecf2107"`,
    );
  });

  it('may stand upon nothing with a file at its root', async () => {
    const rule = imageRule({ files: [layerFile('cli', '/')] });
    expect(await entriesOf(await make({ rule }))).toEqual([['0755 0:0 widget 64']]);
  });
});

describe('a program for another architecture', () => {
  it.each([
    { of: ARM64, on: AMD64, found: 'arm64' },
    { of: AMD64, on: ARM64, found: 'amd64' },
  ])('$found is refused by its name in an image for another', async ({ of, on, found }) => {
    const rule = imageRule({ files: [layerFile('cli', '/widget')] });
    const files = async (store: ReturnType<typeof createMemoryStore>) => [
      await builtFile(store, 'bin/widget', program(of)),
    ];
    await expect(make({ rule, platform: on, files })).rejects.toMatchObject({
      code: 'IMAGE_ARCHITECTURE_MISMATCH',
      message: expect.stringMatching(
        new RegExp(`/widget \\(bin/widget of cli\\).* for ${found}, .* linux/${on.architecture}$`),
      ),
    });
  });

  it('is no object file: a kernel takes those for machines of its own', async () => {
    const rule = imageRule({ files: [layerFile('cli', '/probe.o')] });
    const files = async (store: ReturnType<typeof createMemoryStore>) => [
      await builtFile(store, 'probe.o', elfHead({ machine: 247, type: 1 })),
    ];
    expect((await make({ rule, files })).image.layers).toHaveLength(1);
  });
});
