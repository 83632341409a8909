import { beforeEach, describe, expect, it } from 'vitest';

import { createMemoryRegistry, type MemoryRegistry } from '../../../test/support/memory-registry.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { CHART, IMAGE, pushable } from '../../../test/support/pushable.ts';
import { createQuickTimer } from '../../../test/support/quick-timer.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { targets } from '../../../test/support/release-facts.ts';
import { present } from '../../../test/support/present.ts';
import type { PushOutcome } from '../../domain/outcome/push.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { parseReferrer } from '../../formats/oci/referrer.ts';
import { parseOutcome } from '../../formats/outcome/index.ts';
import { push } from './stage.ts';

const store = createMemoryStore();
const input = await pushable(store);
const clock = createQuickTimer();
let there: MemoryRegistry;
beforeEach(() => {
  there = createMemoryRegistry();
});

const run = async (): Promise<PushOutcome> => {
  const done = new Map<string, PushOutcome>();
  for (const part of push.parts(input, { targets }))
    done.set(
      part,
      await push.run(part, input, { ...there, clock, store }, { targets }, quietBench<'push'>()),
    );
  return push.join(done);
};

describe('pushing', () => {
  it('has a part for each image and each chart that is pushed', () => {
    expect(push.parts(input, { targets })).toEqual(['image widget', 'chart widget']);
    const asset = { ...input.package.charts[0] };
    delete (asset as { repository?: string }).repository;
    const charts = [asset as (typeof input.package.charts)[number]];
    expect(push.parts({ ...input, package: { ...input.package, charts } }, { targets })).toEqual([
      'image widget',
    ]);
  });

  it('W11, W14: leaves everything in its registry by digest, and no name', async () => {
    const { pushed } = await run();
    for (const { repository, root, platforms } of pushed) {
      for (const { digest } of [root, ...platforms]) await there.registry.manifest(repository, digest);
      expect(await there.registry.tags(repository)).toEqual([]);
    }
    expect(
      pushed.map(({ kind, id, repository, tags, moving }) => ({ kind, id, repository, tags, moving })),
    ).toEqual([
      { kind: 'image', id: 'widget', repository: IMAGE, tags: ['v1.2.3'], moving: ['latest'] },
      { kind: 'chart', id: 'widget', repository: CHART, tags: ['1.0.0'], moving: [] },
    ]);
    expect(parseOutcome('push', canonicalJson({ pushed }))).toEqual({ pushed });
  });

  it('attaches each bundle to what it is about, findable from there', async () => {
    const { pushed } = await run();
    const [image] = pushed;
    expect(image?.referrers).toHaveLength(3);
    for (const { subject, manifest } of image?.referrers ?? []) {
      const [found] = await there.registry.referrers(IMAGE, subject);
      expect(found?.digest).toBe(manifest.digest);
      const { subject: about, layers } = parseReferrer(await there.registry.manifest(IMAGE, manifest.digest));
      const signed = input.sign.signed.find(({ attach }) => attach[0]?.subject.digest === subject);
      expect([about.digest, layers.map(({ digest }) => digest)]).toEqual([subject, [signed?.bundle.digest]]);
    }
  });

  it.each([
    { tagEveryManifest: 'all', kept: true },
    { tagEveryManifest: ['registry.example'], kept: true },
    { tagEveryManifest: ['other.example'], kept: false },
  ] as const)('gives only names computed from digests, where it must: $tagEveryManifest', async (over) => {
    const { tagEveryManifest, kept } = over;
    const settings = { targets: { ...targets, tagEveryManifest } };
    await push.run('image widget', input, { ...there, clock, store }, settings, quietBench<'push'>());
    const tags = await there.registry.tags(IMAGE);
    expect(tags).toHaveLength(kept ? 6 : 0);
    expect(tags.every((tag) => /^colophon-sha256-[0-9a-f]{64}$/.test(tag))).toBe(true);
  });

  it('leaves the same when it is done again', async () => {
    expect(await run()).toEqual(await run());
  });

  it('heals what a registry lost, referrers included', async () => {
    const before = await run();
    const { content, referrers } = there.repository(IMAGE);
    content.clear();
    referrers.clear();
    expect(await run()).toEqual(before);
    expect(content.size).toBeGreaterThan(5);
  });

  it('does not believe a registry that forgets what it takes', async () => {
    there = { ...there, referrersIndex: { ...there.referrersIndex, add: async () => {} } };
    await expect(run()).rejects.toMatchObject({ code: 'REFERRER_LOST' });
  });

  it('pushes no index that says otherwise than its platforms', async () => {
    const indexed = present(input.assemble.indexes[0]);
    const index = { ...indexed.index, size: indexed.index.size + 1 };
    const lying = { ...input, assemble: { indexes: [{ ...indexed, index }] } };
    await expect(
      push.run('image widget', lying, { ...there, clock, store }, { targets }, quietBench<'push'>()),
    ).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
  });
});
