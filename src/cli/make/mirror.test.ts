import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import {
  pushImage,
  pushReferrer,
  type SmallImage,
  smallImage,
} from '../../../test/contracts/registry-content.ts';
import { createLayoutRegistry, type LayoutRegistries } from '../../adapters/layout-registry/index.ts';
import { type Digest, hexOf } from '../../domain/digest.ts';
import { mirror } from './mirror.ts';

const made: string[] = [];
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'colophon-mirror-'));
  made.push(dir);
});
afterAll(() => Promise.all(made.map((one) => rm(one, { recursive: true }))));

const layout = (name: string): LayoutRegistries & { readonly damage: () => Promise<void> } => ({
  ...createLayoutRegistry(join(dir, name)),
  damage: async () => {},
});
/** An image with a referrer of the index, one of a platform, and one of a referrer. */
const filled = async (name: string, word: string, tag?: string): Promise<SmallImage> => {
  const there = layout(name);
  const image = smallImage(word);
  await pushImage(there, 'x', image);
  const first = await pushReferrer(there, 'x', image.index.content, `about the index of ${word}`);
  await pushReferrer(there, 'x', image.manifest.content, `about a platform of ${word}`);
  await pushReferrer(there, 'x', first.content, `about a referrer of ${word}`);
  if (tag !== undefined) await there.versionNames.give('x', tag, image.index.content);
  return image;
};
const run = async (from: string, to: string): Promise<Readonly<Record<string, unknown>>> => {
  const signal = new AbortController().signal;
  return (await mirror(from, to, { directory: dir, jobs: 2, signal })).document;
};
const blobs = async (name: string): Promise<readonly string[]> =>
  (await readdir(join(dir, name, 'blobs', 'sha256'))).toSorted();
const blob = (name: string, digest: Digest): string => join(dir, name, 'blobs', 'sha256', hexOf(digest));

describe('mirroring between layouts', () => {
  it('copies all that an image reaches and all that speaks about any of it, and its name', async () => {
    const image = await filled('a', 'one', 'v1');
    const document = await run('oci-layout:a', 'oci-layout:b');
    expect(document).toMatchObject({
      kind: 'colophon.mirror',
      digest: image.index.content.digest,
      attached: 3,
      there: 0,
      names: { given: ['v1'], there: [], kept: [] },
    });
    expect(await blobs('b')).toEqual(await blobs('a'));
    expect(await layout('b').registry.resolve('x', 'v1')).toMatchObject(image.index.content);
    expect(await layout('b').registry.referrers('x', image.manifest.content.digest)).toHaveLength(1);
  });

  it('gives a blob a second name where nobody else may change it, and copies it where somebody may', async () => {
    const { layer, config } = await filled('a', 'one', 'v1');
    await chmod(blob('a', config.content.digest), 0o666);
    await run('oci-layout:a', 'oci-layout:b');
    const file = async (name: string, digest: Digest): Promise<number> =>
      (await stat(blob(name, digest))).ino;
    expect(await file('b', layer.content.digest)).toBe(await file('a', layer.content.digest));
    expect(await file('b', config.content.digest)).not.toBe(await file('a', config.content.digest));
  });

  it('finds everything there the second time, and copies what was lost since', async () => {
    const image = await filled('a', 'one', 'v1');
    await run('oci-layout:a', 'oci-layout:b');
    expect(await run('oci-layout:a', 'oci-layout:b')).toMatchObject({ copied: [], names: { there: ['v1'] } });
    await rm(blob('b', image.layer.content.digest));
    await rm(blob('b', image.config.content.digest));
    await writeFile(blob('b', image.config.content.digest), 'other bytes');
    const { copied } = await run('oci-layout:a', 'oci-layout:b');
    expect((copied as readonly string[]).toSorted()).toEqual(
      [image.layer, image.config].map(({ content }) => content.digest).toSorted(),
    );
    expect(await readFile(blob('b', image.config.content.digest))).toEqual(Buffer.from(image.config.bytes));
  });

  it('copies to where others lie, and takes no name from them', async () => {
    await filled('a', 'one', 'latest');
    const other = await filled('b', 'two', 'latest');
    expect(await run('oci-layout:a', 'oci-layout:b')).toMatchObject({ names: { kept: ['latest'] } });
    expect(await layout('b').registry.resolve('x', 'latest')).toMatchObject(other.index.content);
    await expect(run('oci-layout:a', 'oci-layout:b:latest')).rejects.toMatchObject({ code: 'TARGET_TAKEN' });
    expect(await run('oci-layout:a', 'oci-layout:b:v1')).toMatchObject({ names: { given: ['v1'] } });
  });

  it('copies one of several by tag or by digest, and asks which is meant otherwise', async () => {
    const one = await filled('a', 'one', 'v1');
    const two = await filled('a', 'two', 'v2');
    await expect(run('oci-layout:a', 'oci-layout:b')).rejects.toMatchObject({ code: 'TARGET_AMBIGUOUS' });
    expect(await run('oci-layout:a:v2', 'oci-layout:b')).toMatchObject({ digest: two.index.content.digest });
    const { digest } = one.index.content;
    expect(await run(`oci-layout:a@${digest}`, 'oci-layout:c')).toMatchObject({
      digest,
      names: { given: ['v1'] },
    });
    expect(await layout('c').registry.tags('x')).toEqual(['v1']);
  });

  it.each([
    { name: 'another tag', from: 'oci-layout:a:v9', to: 'oci-layout:b', code: 'TARGET_MISSING' },
    { name: 'no layout', from: 'oci-layout:z', to: 'oci-layout:b', code: 'TARGET_MISSING' },
    { name: 'a path', from: './a', to: 'oci-layout:b', code: 'USAGE' },
    { name: 'a digest that is none', from: 'oci-layout:a@sha256:../x', to: 'oci-layout:b', code: 'USAGE' },
    {
      name: 'a digest that it does not hold',
      from: `oci-layout:a@sha256:${'0'.repeat(64)}`,
      to: 'oci-layout:b',
      code: 'MANIFEST_MISSING',
    },
    {
      name: 'another digest demanded of the other side',
      from: 'oci-layout:a',
      to: `oci-layout:b@sha256:${'0'.repeat(64)}`,
      code: 'USAGE',
    },
    {
      name: 'a registry',
      from: 'oci://ghcr.io/acme/widget:v1',
      to: 'oci-layout:b',
      code: 'NOT_YET_SUPPORTED',
    },
    {
      name: 'a registry to copy to',
      from: 'oci-layout:a',
      to: 'oci://ghcr.io/a/b',
      code: 'NOT_YET_SUPPORTED',
    },
  ])('refuses $name', async ({ from, to, code }) => {
    await filled('a', 'one', 'v1');
    await expect(run(from, to)).rejects.toMatchObject({ code });
  });

  it('copies no other bytes, no shorter ones, and nothing behind a link', async () => {
    const { layer } = await filled('a', 'one', 'v1');
    const path = blob('a', layer.content.digest);
    const lies = [
      async () => writeFile(path, Buffer.from(layer.bytes.map((byte) => byte ^ 1))),
      async () => writeFile(path, layer.bytes.subarray(1)),
      async () => {
        await writeFile(join(dir, 'elsewhere'), layer.bytes);
        await symlink(join(dir, 'elsewhere'), path);
      },
    ];
    const codes: unknown[] = [];
    for (const lie of lies) {
      await rm(path);
      await lie();
      codes.push(await run('oci-layout:a', 'oci-layout:b').catch(({ code }: { code: string }) => code));
      expect(await layout('b').registry.tags('x')).toEqual([]);
      expect(await blobs('b')).not.toContain(hexOf(layer.content.digest));
    }
    expect(codes).toEqual(['CONTENT_DAMAGED', 'CONTENT_DAMAGED', 'CONTENT_MISSING']);
  });
});
