// What every registry must do for those who push by digest (src/ports/registry-writer.ts, src/ports/referrers-index.ts).
import { describe, expect, it } from 'vitest';

import { hexOf } from '../../src/domain/digest.ts';
import { keptTag } from '../../src/formats/oci/place.ts';
import {
  collect,
  held,
  pushImage,
  pushReferrer,
  put,
  type RegistryUnderTest,
  REPOSITORY,
  smallImage,
} from './registry-content.ts';

/** What may be said of a blob that its repository has not seen. */
const fresh = ({ pooled }: RegistryUnderTest): readonly string[] =>
  pooled === true ? ['uploaded', 'accepted'] : ['uploaded'];

/** Runs the suite; `make` gives new, empty registries each time. */
export const registryWriterContract = (name: string, make: () => Promise<RegistryUnderTest>): void => {
  describe(`${name} as a registry that is written`, () => {
    const image = smallImage('one');

    it('uploads what is missing and accepts what is there', async () => {
      const under = await make();
      const { layer, config, manifest } = image;
      const first = await put(under, REPOSITORY, layer);
      expect(fresh(under)).toContain(first);
      expect(await put(under, REPOSITORY, layer)).toBe('accepted');
      await put(under, REPOSITORY, config);
      const push = () => under.registryWriter.manifest(REPOSITORY, manifest.content, manifest.bytes);
      expect([await push(), await push()]).toEqual(['uploaded', 'accepted']);
    });

    it('takes a blob in any number of pieces, and an empty one', async () => {
      const under = await make();
      const large = held(
        new Uint8Array(700_000).map((_, at) => (at * 7919) >> 3),
        'application/x',
      );
      await under.registryWriter.blob(REPOSITORY, large.content, async function* () {
        yield large.bytes.subarray(0, 1);
        yield large.bytes.subarray(1, 300_000);
        yield large.bytes.subarray(300_000);
      });
      expect(await collect(under.registry.blob(REPOSITORY, large.content))).toEqual(large.bytes);
      const nothing = held('', 'application/x');
      await put(under, REPOSITORY, nothing);
      expect(await collect(under.registry.blob(REPOSITORY, nothing.content))).toEqual(nothing.bytes);
    });

    it.each(['blob', 'manifest'] as const)('takes no %s under a digest that is not its own', async (kind) => {
      const under = await make();
      await pushImage(under, REPOSITORY, image);
      const { content } = smallImage('two').index;
      const { bytes } = image.index;
      await expect(
        kind === 'blob'
          ? put(under, REPOSITORY, { content, bytes })
          : under.registryWriter.manifest(REPOSITORY, content, bytes),
      ).rejects.toMatchObject({ code: 'CONTENT_DAMAGED' });
      await expect(under.registry.manifest(REPOSITORY, content.digest)).rejects.toMatchObject({
        code: 'MANIFEST_MISSING',
      });
    });

    it('says which manifests it claims, in their order', async () => {
      const under = await make();
      await pushImage(under, REPOSITORY, image);
      const asked = [image.index, smallImage('two').index, image.manifest].map(({ content }) => content);
      expect(await under.registryWriter.claims(REPOSITORY, asked)).toEqual([true, false, true]);
      expect(await under.registryWriter.claims('registry.example:5000/acme/other', asked)).toEqual([
        false,
        false,
        false,
      ]);
    });

    it('takes a blob over from another repository, or its bytes', async () => {
      const under = await make();
      const other = 'registry.example:5000/acme/other';
      await put(under, REPOSITORY, image.layer);
      for (const { content, bytes } of [image.layer, image.config]) {
        const written = await under.registryWriter.blob(
          other,
          content,
          async function* () {
            yield bytes;
          },
          { from: REPOSITORY },
        );
        expect(fresh(under)).toContain(written);
        expect(await collect(under.registry.blob(other, content))).toEqual(bytes);
      }
    });

    it('heals what was damaged by writing it again without asking', async () => {
      const under = await make();
      await pushImage(under, REPOSITORY, image);
      const { layer, index } = image;
      for (const { content, bytes } of [layer, index])
        await under.damage?.(
          REPOSITORY,
          content,
          bytes.map((byte) => byte ^ 1),
        );
      const unasked = { unasked: true };
      const again = async function* () {
        yield layer.bytes;
      };
      const { registryWriter, registry } = under;
      expect(await registryWriter.blob(REPOSITORY, layer.content, again, unasked)).toBe('uploaded');
      expect(await registryWriter.manifest(REPOSITORY, index.content, index.bytes, unasked)).toBe('uploaded');
      expect(await collect(registry.blob(REPOSITORY, layer.content))).toEqual(layer.bytes);
      expect(await registry.manifest(REPOSITORY, index.content.digest)).toEqual(index.bytes);
    });

    it('names nothing but what is computed from a digest', async () => {
      const under = await make();
      await pushImage(under, REPOSITORY, image);
      await pushReferrer(under, REPOSITORY, image.index.content, 'bundle');
      const fallback = `sha256-${hexOf(image.index.content.digest)}`;
      expect((await under.registry.tags(REPOSITORY)).filter((tag) => tag !== fallback)).toEqual([]);
    });

    it('keeps a manifest by a tag that is computed from its digest, and nothing that is not there', async () => {
      const under = await make();
      const keep = () => under.referrersIndex.keep(REPOSITORY, image.index.content);
      await expect(keep()).rejects.toMatchObject({ code: 'MANIFEST_MISSING' });
      await pushImage(under, REPOSITORY, image);
      const { content } = await pushReferrer(under, REPOSITORY, image.index.content, 'bundle');
      await keep();
      await keep();
      await under.referrersIndex.keep(REPOSITORY, content);
      const names = [image.index.content, content].map(({ digest }) => keptTag(digest));
      // Where there is no referrers API its list has a name of its own.
      const tags = (await under.registry.tags(REPOSITORY)).filter((tag) => !tag.startsWith('sha256-'));
      expect(tags).toEqual(names.toSorted());
      expect(await under.registry.resolve(REPOSITORY, names[0] ?? '')).toMatchObject(image.index.content);
      const listed = await under.registry.referrers(REPOSITORY, image.index.content.digest);
      expect(listed.map(({ digest }) => digest)).toEqual([content.digest]);
    });

    it('keeps every referrer that is added at the same time, once', async () => {
      const under = await make();
      await pushImage(under, REPOSITORY, image);
      const words = Array.from({ length: 8 }, (_, at) => `bundle ${at % 6}`);
      const pushed = await Promise.all(
        words.map((word) => pushReferrer(under, REPOSITORY, image.index.content, word)),
      );
      const listed = await under.registry.referrers(REPOSITORY, image.index.content.digest);
      expect(listed.map(({ digest }) => digest)).toEqual(
        [...new Set(pushed.map(({ content }) => content.digest))].toSorted(),
      );
    });
  });
};
