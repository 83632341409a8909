// What every forge must do while a release is drafted, read back and published
// (src/ports/drafts.ts, staged.ts, publication.ts and the releases of forge.ts).
import { describe, expect, it } from 'vitest';

import type { Asset } from '../../src/domain/asset.ts';
import { sha256 } from '../../src/formats/sha256.ts';
import type { AssetSource } from '../../src/ports/asset-source.ts';
import type { Drafts } from '../../src/ports/drafts.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Publication } from '../../src/ports/publication.ts';
import type { Staged } from '../../src/ports/staged.ts';

export interface ForgeUnderTest {
  readonly forge: Forge;
  readonly drafts: Drafts;
  readonly staged: Staged;
  readonly publication: Publication;
  readonly published: (tag: string) => AssetSource;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const commit = 'c'.repeat(40);
const text = { title: 'v1', body: encode('notes'), prerelease: false };

const file = (name: string, bytes: string): readonly [Asset, () => AsyncIterable<Uint8Array>] => [
  {
    name,
    role: 'file',
    content: { mediaType: 'text/plain', digest: sha256(encode(bytes)), size: encode(bytes).length },
  },
  async function* () {
    yield encode(bytes);
  },
];

/** Runs the suite; `make` gives a forge without releases. */
export const releasesContract = (name: string, make: () => Promise<ForgeUnderTest>): void => {
  describe(`${name} as a forge that is written`, () => {
    it('shows a draft to its makers and nothing to the public', async () => {
      const { forge, drafts, published } = await make();
      const id = await drafts.open('v1', commit, text);
      expect(await drafts.put(id, ...file('a', 'one'))).toBe('uploaded');
      const [release] = await forge.releases();
      expect(release).toMatchObject({ id, tag: 'v1', title: 'v1', draft: true, prerelease: false });
      expect(release?.assets).toEqual([{ name: 'a', size: 3 }]);
      await expect(published('v1').list()).rejects.toMatchObject({ code: 'FILE_MISSING' });
    });

    it('finds the same draft again, and accepts what is equal', async () => {
      const { drafts } = await make();
      const id = await drafts.open('v1', commit, text);
      await drafts.put(id, ...file('a', 'one'));
      expect(await drafts.open('v1', commit, { ...text, title: 'better' })).toBe(id);
      expect(await drafts.put(id, ...file('a', 'one'))).toBe('accepted');
    });

    it('overwrites nothing', async () => {
      const { drafts, staged } = await make();
      const id = await drafts.open('v1', commit, text);
      await drafts.put(id, ...file('a', 'one'));
      await expect(drafts.put(id, ...file('a', 'two'))).rejects.toMatchObject({ code: 'ASSET_TAKEN' });
      expect(await (await staged.draft(id)).bytes('a', 10)).toEqual(encode('one'));
    });

    it('does not believe bytes that are not the asset’s', async () => {
      const { drafts } = await make();
      const id = await drafts.open('v1', commit, text);
      const [asset] = file('a', 'one');
      const [, lie] = file('a', 'two');
      await expect(drafts.put(id, asset, lie)).rejects.toMatchObject({ code: 'ASSET_TAKEN' });
    });

    it('keeps a tag to one commit', async () => {
      const { drafts } = await make();
      await drafts.open('v1', commit, text);
      await expect(drafts.open('v1', 'd'.repeat(40), text)).rejects.toMatchObject({ code: 'TARGET_TAKEN' });
    });

    it('says which release is the latest, once it was made so', async () => {
      const { forge, drafts, publication } = await make();
      const id = await drafts.open('v1', commit, text);
      await publication.publish(id, 'v1');
      expect((await forge.releases()).map(({ latest }) => latest)).toEqual([undefined]);
      await publication.setLatest('v1');
      expect((await forge.releases()).map(({ latest }) => latest)).toEqual([true]);
    });

    it('publishes a draft whole, once, and then adds nothing to it', async () => {
      const { forge, drafts, publication, published, staged } = await make();
      const id = await drafts.open('v1', commit, text);
      await drafts.put(id, ...file('a', 'one'));
      await publication.publish(id, 'v1');
      await publication.publish(id, 'v1');
      await publication.setLatest('v1');
      expect(await published('v1').list()).toEqual([{ name: 'a', size: 3 }]);
      expect((await forge.releases()).map(({ draft }) => draft)).toEqual([false]);
      expect(await drafts.open('v1', commit, text)).toBe(id);
      expect(await drafts.put(id, ...file('a', 'one'))).toBe('accepted');
      await expect(drafts.put(id, ...file('b', 'two'))).rejects.toMatchObject({ code: 'ASSET_TAKEN' });
      expect(await (await staged.draft(id)).list()).toHaveLength(1);
    });

    it('gives an asset as a stream', async () => {
      const { forge, drafts } = await make();
      const id = await drafts.open('v1', commit, text);
      await drafts.put(id, ...file('a', 'one'));
      const chunks: Uint8Array[] = [];
      for await (const chunk of forge.asset(id, 'a')) chunks.push(chunk);
      expect(Buffer.concat(chunks).toString()).toBe('one');
    });
  });
};
