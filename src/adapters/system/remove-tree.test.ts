import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { removeTree, removeTreeNow } from './remove-tree.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-remove-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A tree of so many files, in directories of a hundred, some of them read-only; a link in it leads outside. */
const tree = (files: number): { readonly dir: string; readonly outside: string } => {
  const dir = mkdtempSync(join(root, 'tree-'));
  const outside = mkdtempSync(join(root, 'outside-'));
  writeFileSync(join(outside, 'kept'), '');
  symlinkSync(outside, join(dir, 'link'));
  for (let at = 0; at < files; at += 1) {
    const below = join(dir, String(Math.floor(at / 100)), 'deep');
    if (at % 100 === 0) mkdirSync(below, { recursive: true });
    writeFileSync(join(below, String(at)), '');
    if (at % 200 === 99) chmodSync(below, 0o555);
  }
  return { dir, outside };
};

it.each([0, 1, 300, 2500])('removes a tree of %i files, and nothing that a link leads to', async (files) => {
  const { dir, outside } = tree(files);
  await removeTree(dir);
  expect(existsSync(dir)).toBe(false);
  expect(existsSync(join(outside, 'kept'))).toBe(true);
});

it('removes at once on this thread too', () => {
  const { dir, outside } = tree(300);
  removeTreeNow(dir);
  expect(existsSync(dir)).toBe(false);
  expect(existsSync(join(outside, 'kept'))).toBe(true);
});

it('has nothing to do where nothing is', async () => {
  await removeTree(join(root, 'nothing'));
  removeTreeNow(join(root, 'nothing'));
  expect(existsSync(join(root, 'nothing'))).toBe(false);
});

it('lets other work go on while a large tree goes', async () => {
  const { dir } = tree(2500);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await removeTree(dir);
  clearInterval(timer);
  expect(existsSync(dir)).toBe(false);
  expect(turns).toBeGreaterThan(0);
});
