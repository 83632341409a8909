// One stage alone: what comes before it is found, never made.
import { expect, it } from 'vitest';

import { toyBuild, toyGate, toyRelease } from '../../test/support/toy-engine.ts';
import type { LedgerLine } from './ledger.ts';
import { stage } from './stage.ts';

const notes = stage({
  name: 'notes',
  promise: 'a file of notes',
  revision: 1,
  reads: ['gate', 'build'],
  needs: ['store'],
  repeats: 'once',
  parts: () => ['all'],
  run: async (_part, { build }, { store }) => ({
    notes: {
      name: 'notes',
      role: 'notes',
      content: await store.write(new TextEncoder().encode(build.files.map(({ path }) => path).join()), 'x/y'),
    },
  }),
  join: (done) => {
    const [only] = done.values();
    if (only === undefined) throw new TypeError('one part');
    return only;
  },
  says: () => 'notes',
});
const stages = [toyGate(), toyBuild, notes];

it('runs one stage alone and nothing after it', async () => {
  const toy = toyRelease(stages);
  const { outcomes, lines } = await toy.run({ alone: { stage: 'build', taken: [] } });
  expect(Object.keys(outcomes)).toEqual(['gate', 'build']);
  expect(lines.map(({ stage: name, part }) => `${name} ${part}`)).toEqual(['gate all', 'build b', 'build a']);
});

it('makes no stage that comes before, and says which outcome is missing', async () => {
  const toy = toyRelease(stages);
  await expect(toy.run({ alone: { stage: 'notes', taken: [] } })).rejects.toMatchObject({
    code: 'OUTCOME_MISSING',
  });
  await toy.run({ alone: { stage: 'build', taken: [] } });
  expect((await toy.run({ alone: { stage: 'notes', taken: [] } })).outcomes.notes).toBeDefined();
});

it('asks the gate once, then takes its word', async () => {
  const toy = toyRelease(stages);
  await toy.run({ alone: { stage: 'build', taken: [] } });
  await toy.run({ alone: { stage: 'build', taken: [] } });
  const gates = toy.lines.filter((line) => line.includes('"stage":"gate"'));
  expect(gates).toHaveLength(1);
});

it('does the wanted parts and those that they wait for; some parts are no outcome of the stage', async () => {
  const toy = toyRelease(stages);
  const only = (wanted: string) => ({
    alone: { stage: 'build' as const, wants: (part: string) => part === wanted, taken: [] },
  });
  const some = await toy.run(only('a'));
  expect([some.outcomes.build, some.left]).toEqual([undefined, ['b']]);
  const all = await toy.run(only('b'));
  expect([all.outcomes.build?.files.length, all.left]).toEqual([2, []]);
});

it('takes what was vouched for though its key is another here', async () => {
  const there = toyRelease(stages);
  const { lines } = await there.run({ alone: { stage: 'build', taken: [] } });
  const newer = { ...toyBuild, revision: 2 };
  const here = toyRelease([toyGate(), newer, notes]);
  for (const [digest, bytes] of there.store.blobs) here.store.blobs.set(digest, bytes);
  const taken: readonly LedgerLine[] = lines.filter((line) => line.stage === 'build');
  const { stages: said } = await here.run({ alone: { stage: 'notes', taken } });
  expect(said.find(({ name }) => name === 'build')).toMatchObject({ parts: 2, reused: 2 });
});
