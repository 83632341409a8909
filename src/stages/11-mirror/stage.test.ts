import { beforeEach, describe, expect, it } from 'vitest';

import { createMemoryRegistry, type MemoryRegistry } from '../../../test/support/memory-registry.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import { CHART, IMAGE, pushable } from '../../../test/support/pushable.ts';
import { createQuickTimer } from '../../../test/support/quick-timer.ts';
import { quietBench } from '../../../test/support/quiet-bench.ts';
import { targets } from '../../../test/support/release-facts.ts';
import { present } from '../../../test/support/present.ts';
import { Failure } from '../../domain/failure.ts';
import type { MirrorOutcome } from '../../domain/outcome/mirror.ts';
import type { PushOutcome } from '../../domain/outcome/push.ts';
import type { MirrorTarget } from '../../domain/targets.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { parseOutcome } from '../../formats/outcome/index.ts';
import type { RegistryWriter } from '../../ports/registry-writer.ts';
import { push } from '../10-push/stage.ts';
import { mirrorRepository } from '../mirror-place.ts';
import { mirror } from './stage.ts';

const TO = 'mirror.example/team';
const target: MirrorTarget = { to: TO, repositories: {}, moving: false, required: true, read: 'public' };
const store = createMemoryStore();
const made = await pushable(store);
const clock = createQuickTimer();
let there: MemoryRegistry;
let pushed: PushOutcome;
beforeEach(async () => {
  there = createMemoryRegistry();
  const done = new Map<string, PushOutcome>();
  for (const part of push.parts(made, { targets }))
    done.set(part, await push.run(part, made, { ...there, clock, store }, { targets }, quietBench<'push'>()));
  pushed = push.join(done);
});

const run = async (over: Partial<MirrorTarget> = {}): Promise<MirrorOutcome> => {
  const settings = { targets: { ...targets, mirrors: [{ ...target, ...over }] } };
  const input = { gate: made.gate, push: pushed };
  const done = new Map<string, MirrorOutcome>();
  for (const part of mirror.parts(input, settings))
    done.set(part, await mirror.run(part, input, { ...there, clock }, settings, quietBench<'mirror'>()));
  return mirror.join(done);
};

const writing = (registryWriter: RegistryWriter): void => {
  there = { ...there, registryWriter };
};

describe('mirroring', () => {
  it('W26: holds images and charts with all that is attached to them, under digests alone', async () => {
    const outcome = await run();
    expect(
      outcome.mirrors.map(({ to, content }) => [to, content.map(({ repository }) => repository)]),
    ).toEqual([[TO, [`${TO}/widget`, `${TO}/charts/widget`]]]);
    const origin = there.repository(IMAGE);
    const copy = there.repository(`${TO}/widget`);
    expect([...copy.content.keys()].toSorted()).toEqual([...origin.content.keys()].toSorted());
    expect([...copy.referrers.keys()].toSorted()).toEqual([...origin.referrers.keys()].toSorted());
    expect(copy.tags.size).toBe(0);
    expect(parseOutcome('mirror', canonicalJson(outcome))).toEqual(outcome);
    expect(await run()).toEqual(outcome);
  });

  it('copies what was pushed, and not what others have attached since', async () => {
    const { root, platforms } = present(pushed.pushed[0]);
    const { referrers } = there.repository(IMAGE);
    const [alien] = present(referrers.get(present(platforms[0]).digest)).values();
    present(referrers.get(root.digest)).set(`sha256:${'f'.repeat(64)}`, present(alien));
    expect((await run()).mirrors).toHaveLength(1);
  });

  it.each([
    { origin: true, copy: true },
    { origin: true, copy: false },
    { origin: false, copy: true },
    { origin: false, copy: false },
  ])('attaches everything, whoever lists by itself: $origin, $copy', async ({ origin, copy }) => {
    there = createMemoryRegistry({ lists: (repository) => (repository.startsWith(TO) ? copy : origin) });
    const done = new Map<string, PushOutcome>();
    for (const part of push.parts(made, { targets }))
      done.set(
        part,
        await push.run(part, made, { ...there, clock, store }, { targets }, quietBench<'push'>()),
      );
    pushed = push.join(done);
    await run();
    for (const { id, kind, referrers } of pushed.pushed) {
      const repository = kind === 'image' ? `${TO}/${id}` : `${TO}/charts/${id}`;
      for (const { subject, manifest } of referrers)
        expect((await there.registry.referrers(repository, subject)).map(({ digest }) => digest)).toEqual([
          manifest.digest,
        ]);
    }
  });

  const readInOrigin = (): readonly string[] => {
    const read: string[] = [];
    const { registry } = there;
    there = {
      ...there,
      registry: {
        ...registry,
        blob: (repository, content) => {
          if (repository === IMAGE || repository === CHART) read.push(content.digest);
          return registry.blob(repository, content);
        },
      },
    };
    return read;
  };

  it('reads each blob of the origin once, also where an image and a chart share it', async () => {
    const read = readInOrigin();
    await run();
    const all = [IMAGE, CHART].flatMap((one) => [...there.repository(one).content.keys()]);
    expect(new Set(all).size).toBeLessThan(all.length);
    expect(read.toSorted()).toEqual([...new Set(read)].toSorted());
    expect(read.length).toBeGreaterThan(0);
  });

  it('reads none where both lie in one registry: that takes them over', async () => {
    const read = readInOrigin();
    await run({ to: 'registry.example/mirror' });
    expect(read).toEqual([]);
    expect(there.repository('registry.example/mirror/widget').content.size).toBe(
      there.repository(IMAGE).content.size,
    );
  });

  it('says of a mirror that may fail that it may, to whoever reads the list', async () => {
    expect((await run({ required: false })).mirrors).toMatchObject([{ to: TO, required: false }]);
    expect((await run()).mirrors[0]).not.toHaveProperty('required');
  });

  it('W26: a mirror that takes what it is given and holds something else stops the release', async () => {
    const { registryWriter } = there;
    writing({
      ...registryWriter,
      blob: async (repository, content, bytes) => {
        if (!repository.startsWith(TO)) return registryWriter.blob(repository, content, bytes);
        there.repository(repository).content.set(content.digest, new TextEncoder().encode('other'));
        return 'uploaded';
      },
    });
    await expect(run()).rejects.toMatchObject({ code: 'MIRROR_DIFFERS' });
  });

  it('stops the release when a mirror drops what is attached', async () => {
    there = { ...there, referrersIndex: { ...there.referrersIndex, add: async () => {} } };
    await expect(run()).rejects.toMatchObject({ code: 'MIRROR_DIFFERS' });
  });

  const refusing = (): void => {
    const { registryWriter } = there;
    writing({
      ...registryWriter,
      manifest: async (repository, content, bytes) => {
        if (repository.startsWith(TO))
          throw new Failure('CONTENT_MISSING', 'the mirror lacks a blob', { remedy: 'push it' });
        return registryWriter.manifest(repository, content, bytes);
      },
    });
  };

  it('stops with the code of the registry where a required mirror fails', async () => {
    refusing();
    await expect(run()).rejects.toMatchObject({ code: 'CONTENT_MISSING' });
  });

  it('leaves out a mirror that may fail, and says why', async () => {
    refusing();
    const { mirrors, findings } = await run({ required: false });
    expect(mirrors).toEqual([]);
    expect(findings).toMatchObject([{ code: 'MIRROR_FAILED', subject: TO, result: 'info', demanded: false }]);
    expect(findings[0]?.message).toContain('CONTENT_MISSING');
  });

  it.each([
    { name: 'a fault of its own', error: new TypeError('no'), code: undefined },
    {
      name: 'an interruption',
      error: new Failure('INTERRUPTED', 'stopped', { remedy: 'again' }),
      code: 'INTERRUPTED',
    },
  ])('hides no $name behind a mirror that may fail', async ({ error, code }) => {
    writing({ ...there.registryWriter, manifest: () => Promise.reject(error) });
    await expect(run({ required: false })).rejects.toMatchObject(
      code === undefined ? { message: 'no' } : { code },
    );
  });

  it('has nothing to do without images and charts', () => {
    const settings = { targets: { ...targets, mirrors: [target] } };
    expect(mirror.parts({ gate: made.gate, push: { pushed: [] } }, settings)).toEqual([]);
  });
});

describe('the repository of a mirror', () => {
  const charts = [{ path: 'charts/widget', push: 'ghcr.io/acme/charts' }];
  const image = { kind: 'image', id: 'app', repository: 'ghcr.io/acme/widget' } as const;
  const chart = { kind: 'chart', id: 'widget', repository: 'ghcr.io/acme/charts/widget' } as const;
  it.each([
    { name: 'an image: the last part', content: image, named: {}, expect: 'widget' },
    { name: 'an image by its id', content: image, named: { app: 'team/app' }, expect: 'team/app' },
    { name: 'a chart: below charts', content: chart, named: {}, expect: 'charts/widget' },
    { name: 'a chart by its directory', content: chart, named: { 'charts/widget': 'c/w' }, expect: 'c/w' },
    { name: 'a chart by its name', content: chart, named: { widget: 'helm/w' }, expect: 'helm/w' },
  ])('$name', ({ content, named, expect: expected }) => {
    expect(mirrorRepository({ ...target, repositories: named }, content, charts)).toBe(`${TO}/${expected}`);
  });
});
