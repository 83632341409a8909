import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { syncDirectory, writeWhole } from './write-whole.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'colophon-whole-'));
});
afterAll(() => rm(dir, { recursive: true }));

it('writes many files of one directory at once, each whole', async () => {
  const names = Array.from({ length: 40 }, (_, at) => `${at}.txt`);
  await Promise.all(names.map((name) => writeWhole(join(dir, name), new TextEncoder().encode(name))));
  expect((await readdir(dir)).toSorted()).toEqual(names.toSorted());
  for (const name of names) expect(await readFile(join(dir, name), 'utf8')).toBe(name);
});

it('waits together for one synchronisation that begins later, and never for one that runs already', async () => {
  const first = syncDirectory(dir);
  // It has begun once this turn is over.
  await Promise.resolve();
  await Promise.resolve();
  const second = syncDirectory(dir);
  expect(second).not.toBe(first);
  expect(syncDirectory(dir)).toBe(second);
  expect(syncDirectory(join(dir, 'elsewhere'))).not.toBe(second);
  await Promise.all([first, second]);
  expect(syncDirectory(dir)).not.toBe(second);
});

it('takes a directory that is not there for one that needs nothing', async () => {
  await expect(syncDirectory(join(dir, 'none'))).resolves.toBeUndefined();
});
