import { expect, it } from 'vitest';

import { gateOutcome, toyBuild, toyGate, toyRelease } from '../../test/support/toy-engine.ts';
import type { CallSite } from '../domain/event.ts';
import { Failure } from '../domain/failure.ts';
import { digestOf } from './keys.ts';
import { parseLedgerLine } from './ledger.ts';
import { stage } from './stage.ts';

const notes = stage({
  name: 'notes',
  promise: 'notes',
  revision: 1,
  reads: ['gate', 'build'],
  needs: ['store'],
  repeats: 'once',
  parts: () => ['all'],
  run: async (_part, { build }, { store }) => ({
    notes: {
      name: 'notes.md',
      role: 'notes',
      content: await store.write(new TextEncoder().encode(`${build.files.length} files`), 'text/markdown'),
    },
  }),
  join: (done) => {
    const [only] = done.values();
    if (only === undefined) throw new Error('no part');
    return only;
  },
  says: () => 'written',
});
const publish = stage({
  name: 'publish',
  promise: 'public',
  revision: 1,
  reads: ['gate'],
  needs: [],
  repeats: 'once',
  parts: () => ['all'],
  run: async () => ({ names: ['v1'], latest: true }),
  join: () => ({ names: ['v1'], latest: true }),
  says: () => 'public',
});

it('runs the stages in order, parts after those that they wait for, and answers what they left', async () => {
  const toy = toyRelease([toyGate(), toyBuild, notes]);
  const result = await toy.run();
  expect(result.ended).toBe('whole');
  expect(result.stages.map(({ name, parts, reused }) => [name, parts, reused])).toEqual([
    ['gate', 1, 0],
    ['build', 2, 0],
    ['notes', 1, 0],
  ]);
  // In the order of `parts`, though `a` was made first.
  expect(result.outcomes.build?.files.map(({ path }) => path)).toEqual(['b', 'a']);
  expect(toy.lines.map((line) => parseLedgerLine(line).part)).toEqual(['all', 'a', 'b', 'all']);
});

it('does nothing twice: a second run reuses what is whole, and only what repeats is asked again', async () => {
  const toy = toyRelease([toyGate(), toyBuild, notes]);
  const first = await toy.run();
  const again = await toy.run();
  expect(again.outcomes).toEqual(first.outcomes);
  expect(again.stages.map(({ name, reused }) => [name, reused])).toEqual([
    ['gate', 0],
    ['build', 2],
    ['notes', 1],
  ]);
  expect(toy.lines).toHaveLength(4);
});

it('makes a part again when a blob that its outcome points at is gone', async () => {
  const toy = toyRelease([toyGate(), toyBuild]);
  const first = await toy.run();
  const lost = first.outcomes.build?.files.find(({ path }) => path === 'a')?.content.digest;
  if (lost !== undefined) toy.store.blobs.delete(lost);
  const again = await toy.run();
  expect(again.stages[1]).toMatchObject({ name: 'build', parts: 2, reused: 1 });
  expect(lost !== undefined && toy.store.blobs.has(lost)).toBe(true);
});

it('makes everything again for another release, another revision or other settings', async () => {
  const toy = toyRelease([toyGate(), toyBuild]);
  await toy.run();
  const other = await toy.run({ releaseId: digestOf('another') });
  expect(other.stages[1]).toMatchObject({ reused: 0 });
  const revision2 = { ...toyBuild, revision: 2 };
  const revised = await toy.run({ stages: [toyGate(), revision2] });
  expect(revised.stages[1]).toMatchObject({ reused: 0 });
});

it('shows a stage that repeats what an earlier attempt left', async () => {
  const seen: unknown[] = [];
  const gate = {
    ...toyGate(),
    run: (async (...args) => {
      seen.push(args[4].before);
      return toyGate().run(...args);
    }) satisfies ReturnType<typeof toyGate>['run'],
  };
  const toy = toyRelease([gate]);
  await toy.run();
  await toy.run();
  expect(seen).toEqual([undefined, gateOutcome()]);
});

it('stops with OUTCOME_DIVERGED when the same work has another result', async () => {
  let n = 0;
  const build = {
    ...toyBuild,
    run: (async (part, input, doors, settings, bench) => ({
      ...(await toyBuild.run(part, input, doors, settings, bench)),
      invocationId: String((n += 1)),
    })) satisfies typeof toyBuild.run,
  };
  const toy = toyRelease([toyGate(), build]);
  const { outcomes } = await toy.run();
  for (const { content } of outcomes.build?.files ?? []) toy.store.blobs.delete(content.digest);
  await expect(toy.run()).rejects.toMatchObject({ code: 'OUTCOME_DIVERGED' });
});

it('ends after the gate when the release is public already', async () => {
  const toy = toyRelease([toyGate('published'), toyBuild]);
  const result = await toy.run();
  expect(result).toMatchObject({ ended: 'published', stages: [{ name: 'gate' }] });
  expect(result.outcomes.build).toBeUndefined();
});

it('takes a sealed draft up from its list: nothing before it is made, what follows is run', async () => {
  const toy = toyRelease([toyGate('sealed'), toyBuild, notes, publish]);
  const asset = { name: 'n', role: 'notes', content: gateOutcome().evidence.content } as const;
  const result = await toy.run({ adopt: async () => ({ notes: { notes: asset } }) });
  expect(result.stages.map(({ name }) => name)).toEqual(['gate', 'notes', 'publish']);
  expect(result.outcomes.notes).toEqual({ notes: asset });
});

it('lets a stage see to what was taken from a sealed list, with its own doors and nothing else', async () => {
  const asset = { name: 'n', role: 'notes', content: gateOutcome().evidence.content } as const;
  const built = { files: [], images: [], tools: [], invocationId: '', caches: 'empty' } as const;
  const seen: unknown[] = [];
  const mended = {
    ...notes,
    mend: async (...[outcome, input, doors]: Parameters<NonNullable<typeof notes.mend>>) => {
      seen.push(outcome, Object.keys(input), Object.keys(doors));
    },
  };
  const toy = toyRelease([toyGate('sealed'), toyBuild, mended, publish]);
  await toy.run({ adopt: async () => ({ build: built, notes: { notes: asset } }) });
  expect(seen).toEqual([{ notes: asset }, [...notes.reads], [...notes.needs]]);
  seen.length = 0;
  await toyRelease([toyGate(), toyBuild, mended, publish]).run();
  expect(seen).toEqual([]);
});

it('asks each part once what it waits for, however many there are', async () => {
  const asked: string[] = [];
  const parts = Array.from({ length: 20 }, (_, index) => `part-${index}`);
  const build = {
    ...toyBuild,
    parts: () => parts,
    waits: (part: string) => {
      asked.push(part);
      return [];
    },
  };
  await toyRelease([toyGate(), build]).run();
  expect(asked).toEqual(parts);
});

it('lets running parts end after a failure, starts none, and fails with the first', async () => {
  const ended: string[] = [];
  const build = {
    ...toyBuild,
    parts: () => ['a', 'c', 'd'],
    waits: () => [],
    run: (async (part) => {
      if (part === 'a') throw new Failure('BUILD_FAILED', 'a failed', { remedy: 'mend a' });
      await new Promise((done) => setTimeout(done, 5));
      ended.push(part);
      return { files: [], images: [], tools: [], invocationId: '', caches: 'empty' };
    }) satisfies typeof toyBuild.run,
  };
  const toy = toyRelease([toyGate(), build]);
  await expect(toy.run()).rejects.toMatchObject({ code: 'BUILD_FAILED' });
  expect(ended).toEqual(['c']);
  expect(toy.events.filter(({ type }) => type === 'stage-failed')).toHaveLength(1);
});

it('says INTERNAL for what is thrown and no failure, and DISK_FULL for a full disk', async () => {
  const fails = (error: unknown) => {
    const build = { ...toyBuild, run: (() => Promise.reject(error)) satisfies typeof toyBuild.run };
    return toyRelease([toyGate(), build]).run();
  };
  await expect(fails(new TypeError('x is not a function'))).rejects.toMatchObject({ code: 'INTERNAL' });
  await expect(fails(Object.assign(new Error('write'), { code: 'ENOSPC' }))).rejects.toMatchObject({
    code: 'DISK_FULL',
  });
});

it('refuses an outcome that could not be read back, at once', async () => {
  const build = {
    ...toyBuild,
    run: (async () => ({
      files: [],
      images: [],
      tools: [],
      invocationId: '',
      caches: 'empty',
      extra: 1,
    })) satisfies typeof toyBuild.run,
  };
  await expect(toyRelease([toyGate(), build]).run()).rejects.toMatchObject({ code: 'OUTCOME_INVALID' });
});

it('stops before the next call when it is interrupted, with the reason', async () => {
  const controller = new AbortController();
  const toy = toyRelease([toyGate(), toyBuild, notes]);
  const reason = new Failure('INTERRUPTED', 'interrupted', { remedy: 'run it again' });
  const observer = {
    after: ({ stage, part }: CallSite) =>
      stage === 'build' && part === 'a' ? controller.abort(reason) : undefined,
  };
  await expect(toy.run({ signal: controller.signal, observer })).rejects.toBe(reason);
  // The same command goes on.
  expect((await toy.run()).ended).toBe('whole');
});

it('says that two parts wait for one another instead of waiting for ever', async () => {
  const build = { ...toyBuild, waits: (part: string) => (part === 'a' ? ['b'] : ['a']) };
  await expect(toyRelease([toyGate(), build]).run()).rejects.toMatchObject({ code: 'INTERNAL' });
});

it('numbers every outside call of a part, and goes on with the same outcome wherever one failed', async () => {
  const sites: CallSite[] = [];
  const whole = await toyRelease([toyGate(), toyBuild, notes]).run({
    observer: { before: (site) => sites.push(site) },
  });
  expect(sites.map(({ stage, part, door, method, n }) => `${stage} ${part} ${door}.${method} ${n}`)).toEqual([
    'gate all store.write 1',
    'gate all outcomes.write 1',
    'gate all ledger.append 1',
    'build a store.write 1',
    'build a outcomes.write 1',
    'build a ledger.append 1',
    'build b store.write 1',
    'build b outcomes.write 1',
    'build b ledger.append 1',
    'notes all store.write 1',
    'notes all outcomes.write 1',
    'notes all ledger.append 1',
  ]);
  for (const target of sites)
    for (const moment of ['before', 'after'] as const) {
      const toy = toyRelease([toyGate(), toyBuild, notes]);
      const observer = {
        [moment]: (site: CallSite) => {
          if (digestOf(site) === digestOf(target)) throw new Error('power is gone');
        },
      };
      await expect(toy.run({ observer })).rejects.toMatchObject({ code: 'INTERNAL' });
      expect((await toy.run()).outcomes).toEqual(whole.outcomes);
    }
});
