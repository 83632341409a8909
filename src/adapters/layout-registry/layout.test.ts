import { spawn } from 'node:child_process';
import { link, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import { held, pushImage, pushReferrer, put, smallImage } from '../../../test/contracts/registry-content.ts';
import { hexOf } from '../../domain/digest.ts';
import { createStore } from '../oci-layout/index.ts';
import { createLayoutRegistries, createLayoutRegistry, type LayoutRegistries } from './index.ts';

const REPOSITORY = 'ghcr.io/acme/widget';
const made: string[] = [];
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'colophon-layouts-'));
  made.push(dir);
});
afterAll(() => Promise.all(made.map((one) => rm(one, { recursive: true }))));

const under = (registries: LayoutRegistries) => ({ ...registries, damage: async () => {} });
const listed = async (registries: LayoutRegistries): Promise<readonly string[]> => {
  const text = await readFile(join(registries.locate(REPOSITORY), 'index.json'), 'utf8');
  const { manifests } = JSON.parse(text) as {
    manifests: readonly { digest: string; annotations?: object }[];
  };
  return manifests.map(({ digest }) => digest);
};
const image = smallImage('one');

describe('the layout of a repository', () => {
  it('lists roots and what speaks about them, and no platform of an index', async () => {
    const there = createLayoutRegistries(dir);
    await pushImage(under(there), REPOSITORY, image);
    const referrer = await pushReferrer(under(there), REPOSITORY, image.manifest.content, 'bundle');
    expect(await listed(there)).toEqual([image.index, referrer].map(({ content }) => content.digest));
    // Once more, in the order of a run that goes on.
    await pushImage(under(there), REPOSITORY, image);
    expect(await listed(there)).toEqual([image.index, referrer].map(({ content }) => content.digest));
  });

  it('lists the same digest once, by its names when it has any', async () => {
    const there = createLayoutRegistries(dir);
    await pushImage(under(there), REPOSITORY, image);
    await there.versionNames.give(REPOSITORY, 'v1', image.index.content);
    expect(await listed(there)).toEqual([image.index.content.digest]);
  });

  it('takes no manifest before what it points at, as registries do not', async () => {
    const { registryWriter } = createLayoutRegistries(dir);
    const { content, bytes } = image.manifest;
    await expect(registryWriter.manifest(REPOSITORY, content, bytes)).rejects.toMatchObject({
      code: 'CONTENT_MISSING',
    });
  });

  it.each([
    { name: 'no manifest', text: '{}' },
    { name: 'layers and manifests', text: '{"schemaVersion":2,"layers":[],"manifests":[]}' },
  ])('takes $name for no manifest', async ({ text }) => {
    const { registryWriter } = createLayoutRegistries(dir);
    const { content, bytes } = held(text, 'application/vnd.oci.image.manifest.v1+json');
    await expect(registryWriter.manifest(REPOSITORY, content, bytes)).rejects.toMatchObject({
      code: 'MANIFEST_INVALID',
    });
  });

  it('names nothing that it does not hold, and by no name that is no tag', async () => {
    const there = createLayoutRegistries(dir);
    const give = (tag: string) => there.versionNames.give(REPOSITORY, tag, image.index.content);
    await expect(give('v1')).rejects.toMatchObject({ code: 'MANIFEST_MISSING' });
    await pushImage(under(there), REPOSITORY, image);
    await expect(give('../v1')).rejects.toMatchObject({ code: 'TARGET_NOT_SUPPORTED' });
  });

  it('attaches nothing to what it is not about', async () => {
    const there = createLayoutRegistries(dir);
    await pushImage(under(there), REPOSITORY, image);
    const { content } = await pushReferrer(under(there), REPOSITORY, image.index.content, 'bundle');
    await expect(
      there.referrersIndex.add(REPOSITORY, image.manifest.content.digest, content),
    ).rejects.toMatchObject({ code: 'REFERRER_LOST' });
  });

  it('makes a directory for no other name than a repository’s', async () => {
    const there = createLayoutRegistries(dir);
    await expect(put(under(there), '../outside', image.layer)).rejects.toMatchObject({
      code: 'TARGET_NOT_SUPPORTED',
    });
    expect(await readdir(dir)).toEqual([]);
  });
});

describe('blobs from a store', () => {
  it('are the same file where the disk allows it', async () => {
    const store = createStore(join(dir, 'store'));
    const { digest } = await store.write(image.layer.bytes, image.layer.content.mediaType);
    const there = createLayoutRegistries(join(dir, 'registries'), { store });
    await there.registryWriter.blob(REPOSITORY, image.layer.content, () => {
      throw new Error('streamed');
    });
    const own = await stat(join(there.locate(REPOSITORY), 'blobs', 'sha256', hexOf(digest)));
    expect(own.ino).toBe((await stat(store.locate(digest))).ino);
    expect(await readdir(join(there.locate(REPOSITORY), 'incoming'))).toEqual([]);
  });

  it('are streamed where the store holds other bytes under their name', async () => {
    const store = createStore(join(dir, 'store'));
    const other = await store.write(new Uint8Array(image.layer.content.size), 'x/y');
    await link(store.locate(other.digest), store.locate(image.layer.content.digest));
    const there = createLayoutRegistries(join(dir, 'registries'), { store });
    expect(await put(under(there), REPOSITORY, image.layer)).toBe('uploaded');
    expect(await store.has(other.digest)).toBe(true);
  });
});

describe('bases', () => {
  it('are read by digest from the layout that stands for them, and named by nobody', async () => {
    const base = createLayoutRegistry(join(dir, 'base'));
    await pushImage(under(base), REPOSITORY, image);
    await base.versionNames.give(REPOSITORY, 'v1', image.index.content);
    const { registry } = createLayoutRegistries(join(dir, 'registries'), {
      bases: { [REPOSITORY]: join(dir, 'base') },
    });
    expect(await registry.manifest(REPOSITORY, image.index.content.digest)).toEqual(image.index.bytes);
    const chunks: Uint8Array[] = [];
    for await (const chunk of registry.blob(REPOSITORY, image.layer.content)) chunks.push(chunk);
    expect(Buffer.concat(chunks)).toEqual(Buffer.from(image.layer.bytes));
    expect(await registry.resolve(REPOSITORY, 'v1')).toBeUndefined();
    await expect(registry.manifest('ghcr.io/acme/other', image.index.content.digest)).rejects.toMatchObject({
      code: 'MANIFEST_MISSING',
    });
  });
});

it('keeps what several processes attach at the same time', async () => {
  const there = createLayoutRegistries(dir);
  await pushImage(under(there), REPOSITORY, image);
  const program = `
    const [dir, word] = process.argv.slice(1);
    const { createLayoutRegistries } = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))});
    const support = await import(${JSON.stringify(join(import.meta.dirname, '../../../test/contracts/registry-content.ts'))});
    const registries = createLayoutRegistries(dir);
    const { index } = support.smallImage('one');
    for (let at = 0; at < 4; at += 1)
      await support.pushReferrer(registries, ${JSON.stringify(REPOSITORY)}, index.content, word + at);
  `;
  const run = (word: string): Promise<number | null> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program, '--', dir, word], {
        stdio: 'inherit',
      });
      child.on('close', resolve);
    });
  expect(await Promise.all(['a', 'b', 'c'].map(run))).toEqual([0, 0, 0]);
  expect(await there.registry.referrers(REPOSITORY, image.index.content.digest)).toHaveLength(12);
  expect(await listed(there)).toHaveLength(13);
}, 60_000);
