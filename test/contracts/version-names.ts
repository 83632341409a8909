// What every registry must do with the names of releases (src/ports/version-names.ts).
import { describe, expect, it } from 'vitest';

import { pushImage, type RegistryUnderTest, REPOSITORY, smallImage } from './registry-content.ts';

/** Runs the suite; `make` gives new, empty registries each time. */
export const versionNamesContract = (name: string, make: () => Promise<RegistryUnderTest>): void => {
  describe(`${name} as a giver of names`, () => {
    const one = smallImage('one');
    const two = smallImage('two');
    const filled = async (): Promise<RegistryUnderTest> => {
      const under = await make();
      await pushImage(under, REPOSITORY, one);
      await pushImage(under, REPOSITORY, two);
      return under;
    };

    it('gives a free name, and accepts one that names the same already', async () => {
      const { versionNames, registry } = await filled();
      expect(await versionNames.give(REPOSITORY, 'v1.0.0', one.index.content)).toBe('given');
      expect(await versionNames.give(REPOSITORY, 'v1.0.0', one.index.content)).toBe('accepted');
      expect(await registry.resolve(REPOSITORY, 'v1.0.0')).toMatchObject(one.index.content);
    });

    it('gives nobody a name that names something else, and leaves it as it was', async () => {
      const { versionNames, registry } = await filled();
      await versionNames.give(REPOSITORY, 'v1.0.0', one.index.content);
      await expect(versionNames.give(REPOSITORY, 'v1.0.0', two.index.content)).rejects.toMatchObject({
        code: 'TARGET_TAKEN',
      });
      expect(await registry.resolve(REPOSITORY, 'v1.0.0')).toMatchObject(one.index.content);
    });

    it('moves a name, and keeps by digest what had it', async () => {
      const { versionNames, registry } = await filled();
      await versionNames.move(REPOSITORY, 'latest', one.index.content);
      await versionNames.move(REPOSITORY, 'latest', two.index.content);
      await versionNames.move(REPOSITORY, 'latest', two.index.content);
      expect(await registry.resolve(REPOSITORY, 'latest')).toMatchObject(two.index.content);
      expect(await registry.manifest(REPOSITORY, one.index.content.digest)).toEqual(one.index.bytes);
      expect(await registry.tags(REPOSITORY)).toEqual(['latest']);
    });

    it('gives several names to one digest', async () => {
      const { versionNames, registry } = await filled();
      for (const tag of ['v1.0.0', '1.0.0']) await versionNames.give(REPOSITORY, tag, one.index.content);
      await versionNames.move(REPOSITORY, '1.0', one.index.content);
      expect(await registry.tags(REPOSITORY)).toEqual(['1.0', '1.0.0', 'v1.0.0']);
    });

    it('gives one name once when several ask at the same time', async () => {
      const { versionNames } = await filled();
      const asked = await Promise.allSettled(
        [one, two, one, two].map(({ index }) => versionNames.give(REPOSITORY, 'v1.0.0', index.content)),
      );
      const given = asked.filter((each) => each.status === 'fulfilled').map(({ value }) => value);
      expect(given.toSorted()).toEqual(['accepted', 'given']);
    });
  });
};
