// The page about the first customer names tests: each must be there, and bear the name of what it mends.
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { ROOT } from '../support/colophon.ts';

const page = readFileSync(join(ROOT, 'docs/customer.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .map(([, id = '', , now = '', shown = '']) => ({ id, now, shown }));
const weaknesses = rows.filter(({ id }) => /^W\d+$/.test(id));
const behaviours = rows.filter(({ id }) => /^\d+$/.test(id));

const STAGE = /^[a-z]+$/;

const files = (
  await Promise.all(
    ['src', 'test'].map(async (below) =>
      (await readdir(join(ROOT, below), { recursive: true }))
        .filter((path) => path.endsWith('.test.ts'))
        .map((path) => `${below}/${path}`),
    ),
  )
).flat();

/** What a name on the page stands for: a stage, a test of the whole, or a file of tests by its name. */
const filesOf = (name: string): readonly string[] => {
  if (STAGE.test(name)) return files.filter((file) => file.endsWith(`-${name}/stage.test.ts`));
  if (name.startsWith('e2e/')) return files.filter((file) => file === `test/${name}.test.ts`);
  return files.filter((file) => file.endsWith(`/${name}`));
};

const named = (shown: string): readonly string[] =>
  [...shown.matchAll(/`([a-z0-9-]+|e2e\/[a-z-]+|[a-z-]+\.test\.ts)`/g)].map(([, name = '']) => name);

it('has a line for each of the 75 behaviours and the 40 weaknesses, in order', () => {
  expect(behaviours.map(({ id }) => Number(id))).toEqual(Array.from({ length: 75 }, (_, at) => at + 1));
  expect(weaknesses.map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, at) => `W${at + 1}`));
});

it.each(weaknesses)('has a test of the name $id, or says that it waits', ({ id, shown }) => {
  if (shown === 'waits') return;
  expect(named(shown)).not.toEqual([]);
  for (const name of named(shown)) {
    const texts = filesOf(name).map((file) => readFileSync(join(ROOT, file), 'utf8'));
    expect(texts.some((text) => new RegExp(`['"\`(].*\\b${id}\\b`).test(text))).toBe(true);
  }
});

it.each(behaviours)('names tests that are there for behaviour $id', ({ now, shown }) => {
  expect(`${now} ${shown}`).toMatch(/waits|not touched|`/);
  for (const name of named(shown).filter((one) => one !== 'museum'))
    expect([name, filesOf(name).length]).not.toEqual([name, 0]);
});
