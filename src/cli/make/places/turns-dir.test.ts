import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { turnsDir } from './turns-dir.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-turns-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const name = `colophon-turns-${userInfo().uid}`;
const place = (under: string): string => {
  mkdirSync(join(root, under));
  return join(root, under);
};

it('is one directory for all that this user runs', async () => {
  const dir = place('own');
  expect(await turnsDir(dir)).toEqual({ lockDir: join(dir, name) });
  expect(await turnsDir(dir)).toEqual({ lockDir: join(dir, name) });
  expect(readdirSync(dir)).toEqual([name]);
});

it.each([
  { what: 'a link', lay: (path: string): void => symlinkSync(root, path) },
  { what: 'a file', lay: (path: string): void => writeFileSync(path, '') },
])('is none where $what lies in its place', async ({ what, lay }) => {
  const dir = place(what);
  lay(join(dir, name));
  expect(await turnsDir(dir)).toEqual({});
});
