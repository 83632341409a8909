import { describe, expect, it } from 'vitest';

import { AMD64, ARM64 } from '../../../test/support/built-image.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { facts, targets } from '../../../test/support/release-facts.ts';
import { OCI_CONFIG, OCI_INDEX, OCI_MANIFEST } from '../../domain/oci.ts';
import type { AssembleOutcome } from '../../domain/outcome/assemble.ts';
import type { BuildOutcome, BuiltImage } from '../../domain/outcome/build.ts';
import type { GateOutcome } from '../../domain/outcome/gate.ts';
import type { Platform } from '../../domain/platform.ts';
import type { ImageTarget } from '../../domain/targets.ts';
import { canonicalText } from '../../formats/canonical-json.ts';
import type { Store } from '../../ports/store.ts';
import { assemble } from './stage.ts';

const target: ImageTarget = {
  id: 'widget',
  repository: 'ghcr.io/acme/widget',
  tags: ['{tag}', '{version}', '{tag}'],
  moving: ['latest', '{major}.{minor}'],
  known: [],
  platforms: [ARM64, AMD64],
};

const digest = (digit: string) => `sha256:${digit.repeat(64)}` as const;

const built = (image: string, platform: Platform, digit: string, annotations?: object): BuiltImage => ({
  image,
  manifest: {
    mediaType: OCI_MANIFEST,
    digest: digest(digit),
    size: 7,
    platform,
    ...(annotations && { annotations: { of: 'a machine' } }),
  },
  config: { mediaType: OCI_CONFIG, digest: digest(digit), size: 2 },
  layers: [],
  baseLayers: 0,
  holds: [],
});

interface Given {
  readonly images: readonly BuiltImage[];
  readonly of?: readonly ImageTarget[];
  readonly store?: Store;
}

const run = async ({
  images,
  of = [target],
  store = createMemoryStore(),
}: Given): Promise<AssembleOutcome> => {
  const build: BuildOutcome = { files: [], images, tools: [], invocationId: '', caches: 'empty' };
  const input = { gate: { facts } as GateOutcome, build };
  const settings = { targets: { ...targets, images: of } };
  const done = new Map<string, AssembleOutcome>();
  for (const part of assemble.parts(input, settings))
    done.set(part, await assemble.run(part, input, { store }, settings, quietBench()));
  return assemble.join(done);
};

describe('an index', () => {
  it('W31: holds exactly the promised platforms in their order, whatever order they were built in', async () => {
    const store = createMemoryStore();
    const images = [built('widget', AMD64, 'a'), built('widget', ARM64, 'b'), built('other', AMD64, 'c')];
    const { indexes } = await run({ images, store });
    const [{ index, platforms } = expect.fail('no index')] = indexes;
    expect(platforms.map((one) => one.digest)).toEqual([digest('b'), digest('a')]);
    expect(new TextDecoder().decode(await store.bytes(index))).toBe(
      canonicalText({
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [
          { mediaType: OCI_MANIFEST, digest: digest('b'), size: 7, platform: ARM64 },
          { mediaType: OCI_MANIFEST, digest: digest('a'), size: 7, platform: AMD64 },
        ],
      }),
    );
    expect((await run({ images: images.toReversed() })).indexes[0]?.index).toEqual(index);
  });

  it('is not changed by what a descriptor says besides', async () => {
    const [plain, annotated] = await Promise.all(
      [undefined, {}].map((annotations) =>
        run({ images: [built('widget', AMD64, 'a', annotations), built('widget', ARM64, 'b')] }),
      ),
    );
    expect(annotated).toEqual(plain);
  });

  it('is told where it goes and under which names', async () => {
    const { indexes } = await run({ images: [built('widget', AMD64, 'a'), built('widget', ARM64, 'b')] });
    expect(indexes[0]).toMatchObject({
      image: 'widget',
      repository: 'ghcr.io/acme/widget',
      tags: ['v1.2.3', '1.2.3'],
      moving: ['latest', '1.2'],
    });
    expect(assemble.says({ indexes })).toBe('widget of 2 platforms');
  });

  it('is made for each image, and for none where there is none', async () => {
    const of = [target, { ...target, id: 'other', platforms: [AMD64] }];
    const images = [built('other', AMD64, 'c'), built('widget', AMD64, 'a'), built('widget', ARM64, 'b')];
    expect((await run({ images, of })).indexes.map(({ image }) => image)).toEqual(['widget', 'other']);
    const none = await run({ images: [], of: [] });
    expect(none).toEqual({ indexes: [] });
    expect(assemble.says(none)).toBe('no images, nothing to assemble');
  });

  it.each([
    {
      name: 'that is missing',
      images: [built('widget', AMD64, 'a')],
      code: 'PLATFORM_MISSING',
      platform: 'linux/arm64',
    },
    {
      name: 'too many',
      images: [
        built('widget', AMD64, 'a'),
        built('widget', ARM64, 'b'),
        built('widget', { ...ARM64, variant: 'v8' }, 'c'),
      ],
      code: 'PLATFORM_UNEXPECTED',
      platform: 'linux/arm64/v8',
    },
    {
      name: 'built twice',
      images: [built('widget', AMD64, 'a'), built('widget', ARM64, 'b'), built('widget', AMD64, 'c')],
      code: 'PLATFORM_TWICE',
      platform: 'linux/amd64',
    },
    {
      name: 'promised twice',
      images: [built('widget', AMD64, 'a')],
      of: [{ ...target, platforms: [AMD64, AMD64] }],
      code: 'PLATFORM_TWICE',
      platform: 'linux/amd64',
    },
  ])('with a platform $name is refused by its name', async ({ images, of = [target], code, platform }) => {
    await expect(run({ images, of })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(`the image widget: ${platform} `),
    });
  });

  it('under a tag that no registry takes is refused', async () => {
    const images = [built('widget', AMD64, 'a'), built('widget', ARM64, 'b')];
    await expect(run({ images, of: [{ ...target, tags: ['{version}/x'] }] })).rejects.toMatchObject({
      code: 'TAG_NOT_FOR_IMAGES',
    });
  });

  it('W14: that the store does not give back under the digest of its bytes is refused', async () => {
    const honest = createMemoryStore();
    const other = await honest.write(
      new TextEncoder().encode(
        '{"manifests":[],"mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2}',
      ),
      OCI_INDEX,
    );
    const store: Store = { ...honest, bytes: () => honest.bytes(other) };
    const images = [built('widget', AMD64, 'a'), built('widget', ARM64, 'b')];
    await expect(run({ images, store })).rejects.toMatchObject({ code: 'BLOB_DAMAGED' });
  });
});
