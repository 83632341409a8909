import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeEach, describe, expect, it } from 'vitest';

import {
  pushImage,
  pushReferrer,
  type SmallImage,
  smallImage,
} from '../../../../test/contracts/registry-content.ts';
import { createLayoutRegistry, type LayoutRegistries } from '../../../adapters/layout-registry/index.ts';
import { type Digest, hexOf } from '../../../domain/digest.ts';
import { type HttpRegistry, startHttpRegistry } from '../../../../test/support/http-registry.ts';
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
  return (await mirror(from, to, {}, { directory: dir, env: {}, jobs: 2, signal })).document;
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
    { name: 'what is no image', from: 'a', to: 'oci-layout:b', code: 'USAGE' },
    { name: 'a registry without a host', from: 'oci-layout:a', to: 'oci://a:v1', code: 'USAGE' },
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

describe('mirroring through registries', () => {
  const origin = async (): Promise<{ readonly image: SmallImage; readonly one: HttpRegistry }> => {
    const [image, one] = [await filled('a', 'one', 'v1'), await startHttpRegistry()];
    running.push(one);
    await run('oci-layout:a', `oci://${one.host}/acme/widget`);
    return { image, one };
  };
  const running: HttpRegistry[] = [];
  afterAll(() => Promise.all(running.map((one) => one.close())));

  it.each([
    { from: true, to: true },
    { from: true, to: false },
    { from: false, to: true },
    { from: false, to: false },
  ])(
    'takes everything that is attached along, with the referrers API: $from to $to',
    async ({ from, to }) => {
      const image = await filled('a', 'one', 'v1');
      const [one, two] = [
        await startHttpRegistry({ referrers: from, saysSubject: from }),
        await startHttpRegistry({ referrers: to, saysSubject: to }),
      ];
      running.push(one, two);
      await run('oci-layout:a', `oci://${one.host}/acme/widget`);
      const digest = image.index.content.digest;
      const copied = await run(`oci://${one.host}/acme/widget:v1`, `oci://${two.host}/team/widget`);
      expect(copied).toMatchObject({ digest, attached: 3, there: 0, names: { given: ['v1'] } });
      await run(`oci://${two.host}/team/widget@${digest}`, 'oci-layout:c');
      expect(await blobs('c')).toEqual(await blobs('a'));
      expect((await layout('c').registry.referrers('x', image.manifest.content.digest)).length).toBe(1);
    },
  );

  it('asks one claim for each manifest when everything is there, and uploads nothing', async () => {
    const { one } = await origin();
    one.asked.length = 0;
    expect(await run('oci-layout:a', `oci://${one.host}/acme/widget`)).toMatchObject({
      copied: [],
      names: { there: ['v1'] },
    });
    const asked = (method: string): readonly string[] =>
      one.asked.filter((it) => it.startsWith(`${method} `));
    expect(asked('HEAD').length).toBe(5);
    expect([...asked('POST'), ...asked('PUT'), ...asked('PATCH')]).toEqual([]);
    expect(new Set(one.asked.filter((it) => it.includes('blobs/'))).size).toBe(
      asked('GET').filter((it) => it.includes('blobs/')).length,
    );
  });

  it('mounts what another repository of the registry holds', async () => {
    const { one } = await origin();
    one.asked.length = 0;
    await run(`oci://${one.host}/acme/widget:v1`, `oci://${one.host}/acme/copy`);
    expect(one.asked.filter((it) => it.startsWith('PUT blobs') || it.startsWith('PATCH'))).toEqual([]);
    expect(one.repository('acme/copy').tags.has('v1')).toBe(true);
  });

  it('leaves a name to what has it, and refuses to take it when it was asked for', async () => {
    const { one } = await origin();
    const other = await filled('b', 'two', 'v1');
    const there = `oci://${one.host}/acme/widget`;
    expect(await run('oci-layout:b', there)).toMatchObject({ names: { given: [], kept: ['v1'] } });
    await expect(run('oci-layout:b', `${there}:v1`)).rejects.toMatchObject({ code: 'TARGET_TAKEN' });
    expect(await run('oci-layout:b', `${there}:v2@${other.index.content.digest}`)).toMatchObject({
      names: { given: ['v2'] },
    });
  });

  it.each([
    { name: 'a tag that is not there', from: ':v9', code: 'TARGET_MISSING' },
    { name: 'no tag and no digest', from: '', code: 'TARGET_AMBIGUOUS' },
    { name: 'a digest that is not there', from: `@sha256:${'0'.repeat(64)}`, code: 'MANIFEST_MISSING' },
  ])('refuses $name', async ({ from, code }) => {
    const { one } = await origin();
    await expect(run(`oci://${one.host}/acme/widget${from}`, 'oci-layout:c')).rejects.toMatchObject({ code });
  });
});
