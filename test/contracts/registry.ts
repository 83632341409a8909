// What every registry must do for those who read (src/ports/registry.ts).
import { describe, expect, it } from 'vitest';

import type { Digest } from '../../src/domain/digest.ts';
import {
  collect,
  held,
  pushImage,
  pushReferrer,
  type RegistryUnderTest,
  REPOSITORY,
  smallImage,
} from './registry-content.ts';

const OTHER = 'registry.example:5000/acme/other';
const NOWHERE: Digest = `sha256:${'0'.repeat(64)}`;

/** Runs the suite; `make` gives new, empty registries each time. */
export const registryContract = (name: string, make: () => Promise<RegistryUnderTest>): void => {
  describe(`${name} as a registry`, () => {
    const image = smallImage('one');

    it('gives back by digest what was pushed', async () => {
      const under = await make();
      await pushImage(under, REPOSITORY, image);
      for (const { content, bytes } of [image.index, image.manifest])
        expect(await under.registry.manifest(REPOSITORY, content.digest)).toEqual(bytes);
      for (const { content, bytes } of [image.config, image.layer])
        expect(await collect(under.registry.blob(REPOSITORY, content))).toEqual(bytes);
    });

    it('holds nothing that was never pushed, and nothing in another repository', async () => {
      const under = await make();
      await pushImage(under, REPOSITORY, image);
      for (const repository of [REPOSITORY, OTHER])
        await expect(under.registry.manifest(repository, NOWHERE)).rejects.toMatchObject({
          code: 'MANIFEST_MISSING',
        });
      await expect(under.registry.manifest(OTHER, image.index.content.digest)).rejects.toMatchObject({
        code: 'MANIFEST_MISSING',
      });
      const elsewhere = under.pooled === true ? held('never pushed', 'application/x') : image.layer;
      await expect(collect(under.registry.blob(OTHER, elsewhere.content))).rejects.toMatchObject({
        code: 'CONTENT_MISSING',
      });
      expect(await under.registry.tags(OTHER)).toEqual([]);
      expect(await under.registry.resolve(REPOSITORY, 'v1')).toBeUndefined();
      expect(await under.registry.referrers(OTHER, image.index.content.digest)).toEqual([]);
    });

    it.each(['manifest', 'layer'] as const)(
      'hands on no other bytes under the digest of a %s',
      async (which) => {
        const under = await make();
        if (under.damage === undefined) return;
        await pushImage(under, REPOSITORY, image);
        const { content, bytes } = image[which];
        const changed = Uint8Array.from(bytes, (byte, at) => (at === 3 ? byte ^ 1 : byte));
        await under.damage(REPOSITORY, content, changed);
        await expect(
          which === 'manifest'
            ? under.registry.manifest(REPOSITORY, content.digest)
            : collect(under.registry.blob(REPOSITORY, content)),
        ).rejects.toMatchObject({ code: 'CONTENT_DAMAGED' });
      },
    );

    it.each([
      { name: 'shorter', by: -1 },
      { name: 'longer', by: 1 },
    ])('refuses a blob that is $name than its descriptor says', async ({ by }) => {
      const under = await make();
      await pushImage(under, REPOSITORY, image);
      const { content } = image.layer;
      await expect(
        collect(under.registry.blob(REPOSITORY, { ...content, size: content.size - by })),
      ).rejects.toMatchObject({ code: 'CONTENT_DAMAGED' });
    });

    it('lists what speaks about a digest, sorted, and nothing of another', async () => {
      const under = await make();
      await pushImage(under, REPOSITORY, image);
      const { index, manifest } = image;
      const about = [
        await pushReferrer(under, REPOSITORY, index.content, 'first'),
        await pushReferrer(under, REPOSITORY, index.content, 'second'),
        await pushReferrer(under, REPOSITORY, index.content, 'third'),
      ];
      const other = await pushReferrer(under, REPOSITORY, manifest.content, 'fourth');
      const digests = async (digest: Digest) =>
        (await under.registry.referrers(REPOSITORY, digest)).map((one) => one.digest);
      expect(await digests(index.content.digest)).toEqual(
        about.map(({ content }) => content.digest).toSorted(),
      );
      expect(await digests(manifest.content.digest)).toEqual([other.content.digest]);
      expect(await digests(other.content.digest)).toEqual([]);
    });

    it('resolves the names that were given, each in its repository', async () => {
      const under = await make();
      const two = smallImage('two');
      await pushImage(under, REPOSITORY, image);
      await pushImage(under, OTHER, two);
      await under.versionNames.give(REPOSITORY, 'v1.10', image.index.content);
      await under.versionNames.give(REPOSITORY, 'v1.9', image.index.content);
      await under.versionNames.give(OTHER, 'v1.9', two.index.content);
      expect(await under.registry.tags(REPOSITORY)).toEqual(['v1.10', 'v1.9']);
      expect(await under.registry.resolve(REPOSITORY, 'v1.9')).toMatchObject(image.index.content);
      expect(await under.registry.resolve(OTHER, 'v1.9')).toMatchObject(two.index.content);
    });
  });
};
