import { beforeEach, describe, expect, it } from 'vitest';

import { createMemoryRegistry, type MemoryRegistry } from '../../../test/support/memory-registry.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { present } from '../../../test/support/present.ts';
import { IMAGE, pushable } from '../../../test/support/pushable.ts';
import { createQuickTimer, type QuickTimer } from '../../../test/support/quick-timer.ts';
import type { Descriptor } from '../../domain/descriptor.ts';
import type { Digest } from '../../domain/digest.ts';
import { Failure } from '../../domain/failure.ts';
import { type Graph, readGraph } from './read-graph.ts';
import { bundleReferrer } from '../../formats/oci/referrer.ts';
import { copyGraph } from './copy-graph.ts';
import { type CopyDoors, type GraphCopy, storePlace } from './graph-place.ts';
import { plainDescriptor, storeReferrer } from '../../stages/referrers.ts';

const store = createMemoryStore();
const { assemble, sign } = await pushable(store);
const { index, platforms } = present(assemble.indexes[0]);
const attached = await Promise.all(
  sign.signed
    .flatMap(({ attach: [to], ...one }) => (to?.kind === 'image' ? [{ ...one, subject: to.subject }] : []))
    .map((one) => storeReferrer(store, bundleReferrer(one))),
);
const roots = [index, ...attached.map(({ manifest }) => plainDescriptor(manifest))];
const from = storePlace(store, [...roots, ...platforms]);
const graph: Graph = await readGraph(from.registry, 'x', roots, { referrers: false });
const arm = present(platforms[1]);
const layer = present(graph.blobs.find(({ mediaType }) => mediaType.includes('layer')));

let there: MemoryRegistry;
let clock: QuickTimer;
/** What was asked of the registry, without what it was asked about. */
let asked: string[] = [];
let lies: Partial<CopyDoors> = {};
beforeEach(() => {
  there = createMemoryRegistry();
  clock = createQuickTimer();
  asked = [];
  lies = {};
});

const noted = <Door extends object>(door: Door): Door =>
  Object.fromEntries(
    Object.entries(door).map(([name, call]: [string, (...args: unknown[]) => unknown]) => [
      name,
      (...args: unknown[]) => {
        asked.push(name);
        return call(...args);
      },
    ]),
  ) as Door;
const count = (name: string): number => asked.filter((one) => one === name).length;
const run = async (over: Partial<GraphCopy> = {}) => {
  const { registry, registryWriter, referrersIndex } = { ...there, ...lies };
  const doors = {
    clock,
    registry: noted(registry),
    registryWriter: noted(registryWriter),
    referrersIndex: noted(referrersIndex),
  };
  return copyGraph({ graph, from, to: IMAGE, ...over }, doors);
};
const held = (): Map<Digest, Uint8Array> => there.repository(IMAGE).content;
const missing = (digest: string): Failure =>
  new Failure('MANIFEST_MISSING', `no ${digest}`, { remedy: 'wait' });

describe('copying a graph', () => {
  it('writes all of it, lists what speaks about it, and reads everything once', async () => {
    const copied = await run();
    expect(copied.every(({ written }) => written === 'uploaded')).toBe(true);
    expect(copied).toHaveLength(graph.blobs.length + graph.manifests.length);
    expect([count('add'), count('blob'), count('manifest')]).toEqual([
      3,
      2 * graph.blobs.length,
      2 * graph.manifests.length,
    ]);
    for (const { subject, manifest } of attached)
      expect([...present(there.repository(IMAGE).referrers.get(subject)).keys()]).toEqual([manifest.digest]);
    expect(clock.waited()).toBe(0);
  });

  it('asks once what is there, writes nothing of that, and reads it all the same', async () => {
    await run();
    asked = [];
    expect((await run()).every(({ written }) => written === 'accepted')).toBe(true);
    expect(asked.toSorted()).toEqual(
      [
        'claims',
        ...graph.manifests.map(() => 'manifest'),
        ...graph.blobs.map(() => 'blob'),
        ...platforms.map(() => 'referrers'),
        'referrers',
      ].toSorted(),
    );
  });

  it('writes only what belongs to manifests that are not there', async () => {
    await run();
    held().delete(arm.digest);
    const copied = await run();
    expect(
      copied.filter(({ written }) => written === 'uploaded').map(({ content }) => content.digest),
    ).toEqual([arm.digest]);
  });

  it('takes a blob over from a repository of the same registry, and reads it nowhere else', async () => {
    await run();
    const read: Digest[] = [];
    const watching = {
      ...from,
      registry: {
        ...from.registry,
        blob: (repository: string, content: Descriptor) => {
          read.push(content.digest);
          return from.registry.blob(repository, content);
        },
      },
    };
    await run({ to: 'registry.example/copy', from: watching, mount: () => IMAGE });
    expect(read).toEqual([]);
    await run({ to: 'other.example/copy', from: watching, mount: () => IMAGE });
    expect(read.toSorted()).toEqual(graph.blobs.map(({ digest }) => digest).toSorted());
  });
});

describe('a registry that lies', () => {
  const writer = () => there.registryWriter;

  it('and claims to hold everything is given everything, unasked', async () => {
    lies = { registryWriter: { ...writer(), claims: async (_, all) => all.map(() => true) } };
    await run();
    expect(held().size).toBe(graph.manifests.length + graph.blobs.length);
    expect(clock.waited()).toBe(0);
  });

  it('and says of every blob that it is there is given them when it refuses the manifest', async () => {
    lies = {
      registryWriter: {
        ...writer(),
        blob: async (name, content, bytes, options = {}) =>
          options.unasked === true ? writer().blob(name, content, bytes, options) : 'accepted',
        manifest: async (name, content, bytes, options) => {
          const one = present(graph.manifests.find(({ content: { digest } }) => digest === content.digest));
          const points = one.document.kind === 'index' ? one.document.manifests : [one.document.config];
          if (points.some(({ digest }) => !held().has(digest)))
            throw new Failure('CONTENT_MISSING', 'a blob is unknown', { remedy: 'push it' });
          return writer().manifest(name, content, bytes, options);
        },
      },
    };
    await run();
    expect(held().size).toBe(graph.manifests.length + graph.blobs.length);
  });

  it('and answers 201 for what it does not keep is asked for patience, then written to once more', async () => {
    lies = {
      registryWriter: {
        ...writer(),
        manifest: async (name, content, bytes, options = {}) =>
          options.unasked === true ? writer().manifest(name, content, bytes, options) : 'uploaded',
      },
    };
    await run();
    expect(held().has(index.digest)).toBe(true);
    expect(clock.waited()).toBeGreaterThan(0);
    expect(clock.waited()).toBeLessThanOrEqual(30_000);
  });

  it('and is caught at one claim is given no time for the rest', async () => {
    lies = {
      registryWriter: {
        ...writer(),
        blob: async (name, content, bytes, options = {}) =>
          options.unasked === true ? writer().blob(name, content, bytes, options) : 'accepted',
        manifest: async (name, content, bytes, options = {}) =>
          options.unasked === true ? writer().manifest(name, content, bytes, options) : 'uploaded',
      },
    };
    await run();
    expect(held().size).toBe(graph.manifests.length + graph.blobs.length);
    expect(clock.waited()).toBe(0);
  });

  it('and needs seconds to show what it took is given them, and nothing is written twice', async () => {
    let early = 12;
    lies = {
      registry: {
        ...there.registry,
        manifest: async (name, digest) => {
          if ((early -= 1) >= 0) throw missing(digest);
          return there.registry.manifest(name, digest);
        },
      },
    };
    await run();
    expect(asked.filter((one) => one === 'manifest')).toHaveLength(graph.manifests.length * 2 + 12);
    expect(clock.waited()).toBeGreaterThan(0);
  });

  it('and never shows a platform stops the release, and the platform is named', async () => {
    lies = {
      registry: {
        ...there.registry,
        manifest: async (name, digest) => {
          if (digest === arm.digest) throw missing(digest);
          return there.registry.manifest(name, digest);
        },
      },
    };
    const stopped = await run().catch((error: unknown) => error);
    expect(stopped).toMatchObject({ code: 'MANIFEST_MISSING' });
    expect((stopped as Failure).message).toContain(`linux/arm64 of the index ${index.digest}`);
    expect(clock.waited()).toBeLessThanOrEqual(30_000);
  });

  it('and holds other bytes is healed without waiting', async () => {
    await run();
    held().set(layer.digest, new TextEncoder().encode('other'));
    await run();
    expect(held().get(layer.digest)).toEqual(await store.bytes(layer));
    expect(clock.waited()).toBe(0);
  });

  it('and serves other bytes whatever it is given stops the release at once', async () => {
    lies = {
      registryWriter: {
        ...writer(),
        blob: async (name, content, bytes, options) => {
          const written = await writer().blob(name, content, bytes, options);
          if (content.digest === layer.digest) held().set(layer.digest, new TextEncoder().encode('other'));
          return written;
        },
      },
    };
    await expect(run()).rejects.toMatchObject({ code: 'CONTENT_DAMAGED' });
    expect(clock.waited()).toBe(0);
    expect(count('blob')).toBe(2 * graph.blobs.length + 2);
  });

  it('and loses a list that another wrote at the same time is told again', async () => {
    let lost = 2;
    lies = {
      referrersIndex: {
        ...there.referrersIndex,
        add: async (name, subject, referrer) => {
          if ((lost -= 1) < 0) return there.referrersIndex.add(name, subject, referrer);
          throw new Failure('REFERRER_LOST', 'another writer was faster', { remedy: 'again' });
        },
      },
    };
    await run();
    expect(count('add')).toBe(5);
    expect(clock.waited()).toBeLessThan(1000);
  });

  it('and drops what is attached stops the release', async () => {
    lies = { referrersIndex: { ...there.referrersIndex, add: async () => {} } };
    await expect(run()).rejects.toMatchObject({ code: 'REFERRER_LOST' });
    expect(clock.waited()).toBeLessThanOrEqual(30_000);
  });

  it('and cannot be asked concludes nothing', async () => {
    lies = {
      registry: {
        ...there.registry,
        referrers: async () => {
          throw new Failure('REGISTRY_UNREACHABLE', 'no answer', { remedy: 'wait' });
        },
      },
    };
    await expect(run()).rejects.toMatchObject({ code: 'REGISTRY_UNREACHABLE' });
    expect(count('add')).toBe(0);
  });
});

describe('a registry that deletes what has no tag', () => {
  const collecting = (): Partial<CopyDoors> => {
    const { registryWriter: writer } = there;
    return {
      registryWriter: {
        ...writer,
        manifest: async (name, content, bytes, options) => {
          const { tags } = there.repository(name);
          const kept = new Set([...tags.values()].map(({ digest }) => digest));
          for (const one of graph.manifests)
            if (!kept.has(one.content.digest)) held().delete(one.content.digest);
          return writer.manifest(name, content, bytes, options);
        },
      },
    };
  };

  it('keeps nothing that is not kept by a tag of its own', async () => {
    lies = collecting();
    await expect(run()).rejects.toMatchObject({ code: 'MANIFEST_MISSING' });
  });

  it('is left with names that are computed from digests, and keeps everything', async () => {
    lies = collecting();
    await run({ keep: true });
    for (const { content } of graph.manifests) {
      const tag = `colophon-sha256-${content.digest.slice('sha256:'.length)}`;
      expect(await there.registry.resolve(IMAGE, tag)).toEqual(content);
    }
    expect(await there.registry.tags(IMAGE)).toHaveLength(graph.manifests.length);
    asked = [];
    await run({ keep: true });
    expect(count('manifest')).toBe(graph.manifests.length);
  });
});

describe('progress', () => {
  it('says how much has passed, a few times a second at most', async () => {
    const said: string[] = [];
    clock = createQuickTimer({ tick: 100 });
    await run({ doing: (text) => said.push(text) });
    expect(said[0]).toBe(`0.0 of 0.0 MiB into ${IMAGE}`);
    expect(said.at(-1)).toBe(`0.0 of 0.0 MiB read back from ${IMAGE}`);
    expect(said.length).toBeLessThan(2 * graph.blobs.length);
  });
});
