import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import {
  type Held,
  held,
  pushImage,
  pushReferrer,
  type SmallImage,
  smallImage,
} from '../../../test/contracts/registry-content.ts';
import type { Digest } from '../../domain/digest.ts';
import { hexOf } from '../../domain/digest.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { createLayoutRegistry } from '../layout-registry/index.ts';
import {
  createLayoutReader,
  createLayoutRegistryReader,
  directoryOf,
  layoutRoots,
  repositoryOf,
} from './index.ts';

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const made: string[] = [];
let dir = '';
let image: SmallImage;
let referrer: Held;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'colophon-reader-'));
  made.push(dir);
  image = smallImage('one');
  const under = { ...createLayoutRegistry(dir), damage: async () => {} };
  await pushImage(under, 'x', image);
  referrer = await pushReferrer(under, 'x', image.index.content, 'bundle');
  await under.versionNames.give('x', 'v1', image.index.content);
});
afterAll(() => Promise.all(made.map((one) => rm(one, { recursive: true }))));

const blob = (digest: Digest): string => join(dir, 'blobs', 'sha256', hexOf(digest));
const index = async (manifests: readonly unknown[], more: object = {}): Promise<void> =>
  writeFile(join(dir, 'index.json'), canonicalJson({ schemaVersion: 2, manifests, ...more }));
const read = () => createLayoutReader(dir);

describe('a layout', () => {
  it('is one repository, whatever it is called', async () => {
    for (const name of ['ghcr.io/acme/widget', 'anything at all'])
      expect(await read().resolve(name, 'v1')).toEqual(image.index.content);
  });

  it('lists what speaks about an image where only the blobs hold it, as cosign saves it', async () => {
    await index([{ ...image.index.content, annotations: { kind: 'dev.cosignproject.cosign/imageIndex' } }]);
    const found = await read().referrers('x', image.index.content.digest);
    expect(found.map(({ digest }) => digest)).toEqual([referrer.content.digest]);
  });

  it('lists what speaks about an image however its key is written', async () => {
    const text = new TextDecoder().decode(await readFile(blob(referrer.content.digest)));
    const bytes = new TextEncoder().encode(text.replace('"subject"', '"\\u0073ubject"'));
    expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(JSON.parse(text));
    await rm(blob(referrer.content.digest));
    const { content } = held(bytes, MANIFEST);
    await writeFile(blob(content.digest), bytes);
    const found = await read().referrers('x', image.index.content.digest);
    expect(found.map(({ digest }) => digest)).toEqual([content.digest]);
  });

  it('believes no hint about what a manifest is about', async () => {
    const other = image.manifest.content;
    await index([
      { ...referrer.content, artifactType: 'application/other', annotations: { about: other.digest } },
    ]);
    expect(await read().referrers('x', other.digest)).toEqual([]);
    expect(await read().referrers('x', image.index.content.digest)).toMatchObject([
      { artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
    ]);
  });

  it('finds no referrer under a digest that is not its own', async () => {
    const bytes = await readFile(blob(referrer.content.digest));
    await rm(blob(referrer.content.digest));
    await writeFile(blob(`sha256:${'0'.repeat(64)}`), bytes);
    expect(await read().referrers('x', image.index.content.digest)).toEqual([]);
  });

  it('sees at once what has come and what has gone', async () => {
    const reader = read();
    const { digest } = image.index.content;
    expect(await reader.referrers('x', digest)).toHaveLength(1);
    await rename(blob(referrer.content.digest), join(dir, 'aside'));
    expect(await reader.referrers('x', digest)).toEqual([]);
    await rename(join(dir, 'aside'), blob(referrer.content.digest));
    expect(await reader.referrers('x', digest)).toHaveLength(1);
  });

  it('tells roots from what speaks about them', () => {
    expect(layoutRoots(dir)).toEqual([{ content: image.index.content, names: ['v1'] }]);
  });

  it('reads the index of a tool that leaves its media type out', async () => {
    await index([{ ...image.index.content, annotations: { 'org.opencontainers.image.ref.name': 'v2' } }]);
    expect(await read().tags('x')).toEqual(['v2']);
  });

  it.each([
    { attack: 'no manifests', write: () => index([], { manifests: {} }) },
    {
      attack: 'a path in the place of a digest',
      write: () => index([{ mediaType: MANIFEST, size: 1, digest: 'sha256:../../../../etc/passwd' }]),
    },
    {
      attack: 'another algorithm',
      write: () => index([{ mediaType: MANIFEST, size: 1, digest: `md5:${'0'.repeat(32)}` }]),
    },
    {
      attack: 'one name for two manifests',
      write: () => {
        const annotations = { 'org.opencontainers.image.ref.name': 'v1' };
        return index([image.index, image.manifest].map(({ content }) => ({ ...content, annotations })));
      },
    },
    {
      attack: 'a key twice',
      write: () => writeFile(join(dir, 'index.json'), '{"manifests":[],"manifests":[]}'),
    },
  ])('is refused for an index with $attack', async ({ write }) => {
    await write();
    await expect(read().resolve('x', 'v1')).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
    expect(() => layoutRoots(dir)).toThrow(expect.objectContaining({ code: 'MANIFEST_INVALID' }));
  });

  it('takes no path for a digest', async () => {
    const digest = 'sha256:../../index.json' as Digest;
    await expect(read().manifest('x', digest)).rejects.toMatchObject({ code: 'MANIFEST_MISSING' });
    await expect(
      read().blob('x', { mediaType: MANIFEST, digest, size: 1 })[Symbol.asyncIterator]().next(),
    ).rejects.toMatchObject({ code: 'CONTENT_MISSING' });
  });

  it('follows no link, and waits for no pipe', async () => {
    const { content, bytes } = image.layer;
    const first = () => read().blob('x', content)[Symbol.asyncIterator]().next();
    await rm(blob(content.digest));
    await writeFile(join(dir, 'elsewhere'), bytes);
    await symlink(join(dir, 'elsewhere'), blob(content.digest));
    await expect(first()).rejects.toMatchObject({ code: 'CONTENT_MISSING' });
    await rm(blob(content.digest));
    spawnSync('mkfifo', [blob(content.digest)]);
    await expect(first()).rejects.toMatchObject({ code: 'CONTENT_MISSING' });
    await rm(blob(content.digest), { force: true });
    await mkdir(blob(content.digest));
    await expect(first()).rejects.toMatchObject({ code: 'CONTENT_MISSING' });
  });

  it('reads no manifest beyond 4 MiB', async () => {
    const large = held(new Uint8Array(4 * 1024 * 1024 + 1), MANIFEST);
    await writeFile(blob(large.content.digest), large.bytes);
    await expect(read().manifest('x', large.content.digest)).rejects.toMatchObject({
      code: 'MANIFEST_TOO_LARGE',
    });
  });

  it('reads no index beyond its bound', async () => {
    await truncate(join(dir, 'index.json'), 16 * 1024 * 1024 + 1);
    await expect(read().tags('x')).rejects.toMatchObject({ code: 'MANIFEST_TOO_LARGE' });
  });

  it('says so where none lies', () => {
    expect(() => layoutRoots(join(dir, 'nothing'))).toThrow(
      expect.objectContaining({ code: 'TARGET_MISSING' }),
    );
  });
});

describe('repositories as directories', () => {
  const names = [
    { repository: 'ghcr.io/acme/widget', directory: 'ghcr.io+acme+widget' },
    { repository: 'localhost:5000/acme/my_widget', directory: 'localhost_5000+acme+my_widget' },
    { repository: '[::1]:5000/acme/a', directory: '[__1]_5000+acme+a' },
  ];
  it.each(names)('$repository is $directory, and back', ({ repository, directory }) => {
    expect(directoryOf(repository)).toBe(directory);
    expect(repositoryOf(directory)).toBe(repository);
  });

  it.each([
    '',
    '..',
    '../x',
    'ghcr.io',
    'ghcr.io/../x',
    'ghcr.io/a+b',
    'ghcr.io/a/',
    'ghcr.io/A',
    '/etc',
    'a\\b/c',
    'a/b\0',
  ])('is none: %j', async (repository) => {
    expect(directoryOf(repository)).toBeUndefined();
    const registry = createLayoutRegistryReader(dir);
    expect(await registry.tags(repository)).toEqual([]);
    await expect(registry.manifest(repository, image.index.content.digest)).rejects.toMatchObject({
      code: 'MANIFEST_MISSING',
    });
  });
});
