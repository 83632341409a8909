import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { placesOf, takeDirectory, writeRehearsal } from './directory.ts';
import { workPlace } from './work-place.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'colophon-test-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const facts = {
  repository: 'acme/widget',
  tag: 'team/v1.0.0',
  commit: 'c'.repeat(40),
  identity: {
    san: 'https://rehearsal.colophon.invalid/x',
    issuer: 'https://rehearsal.colophon.invalid/oidc',
  },
};

it('makes the directory with its parents, hides it from git, and lets the lock go', async () => {
  const dir = join(root, 'a/b');
  const letGo = await takeDirectory(dir);
  expect(readFileSync(join(dir, '.gitignore'), 'utf8')).toBe('*\n');
  await letGo();
  expect(readdirSync(dir)).toEqual(['.gitignore']);
});

it('takes a directory again after a rehearsal, and after one that was killed at its very beginning', async () => {
  await (
    await takeDirectory(root)
  )();
  await (
    await takeDirectory(root)
  )();
  await writeRehearsal(root, facts);
  writeFileSync(join(root, 'more'), '');
  expect(readdirSync(root)).toContain('rehearsal.json');
  await (
    await takeDirectory(root)
  )();
});

it.each([
  { name: 'anything else', make: (dir: string) => writeFileSync(join(dir, 'thesis.tex'), 'x') },
  {
    name: 'a document of another kind',
    make: (dir: string) => writeFileSync(join(dir, 'rehearsal.json'), '{"kind":"x"}'),
  },
  { name: 'a document that is none', make: (dir: string) => writeFileSync(join(dir, 'rehearsal.json'), '{') },
])('refuses a directory that holds $name, and leaves it as it is', async ({ make }) => {
  make(root);
  writeFileSync(join(root, 'kept'), 'mine');
  const before = readdirSync(root);
  await expect(takeDirectory(root)).rejects.toMatchObject({ code: 'OUT_NOT_EMPTY' });
  expect(readdirSync(root)).toEqual(before);
});

it('refuses a file in place of the directory', async () => {
  writeFileSync(join(root, 'file'), '');
  await expect(takeDirectory(join(root, 'file'))).rejects.toMatchObject({ code: 'OUT_UNUSABLE' });
});

it('lets one process in at a time', async () => {
  const letGo = await takeDirectory(root);
  await expect(takeDirectory(root)).rejects.toMatchObject({ code: 'REHEARSAL_BUSY' });
  await letGo();
  await (
    await takeDirectory(root)
  )();
});

it.each([
  { name: 'a process that is gone', word: '999999999 1\n' },
  { name: 'another process that has got the same number', word: `${process.pid} 1\n` },
  { name: 'nobody', word: '' },
])('takes over the lock of $name', async ({ word }) => {
  if (process.platform !== 'linux' && word.startsWith(String(process.pid))) return;
  writeFileSync(join(root, 'lock'), word);
  await (
    await takeDirectory(root)
  )();
  expect(readdirSync(root)).toEqual(['.gitignore']);
});

it('gives the lock of a dead process to exactly one of many that want it', async () => {
  for (let round = 0; round < 40; round += 1) {
    writeFileSync(join(root, 'lock'), '999999999 1\n');
    const wants = await Promise.allSettled(Array.from({ length: 8 }, () => takeDirectory(root)));
    const [taken, ...more] = wants.flatMap((want) => (want.status === 'fulfilled' ? [want.value] : []));
    expect(more).toEqual([]);
    await taken?.();
  }
  expect(readdirSync(root)).toEqual(['.gitignore']);
});

it('writes relative paths only, so that the directory can be moved', async () => {
  await writeRehearsal(root, facts);
  const text = readFileSync(join(root, 'rehearsal.json'), 'utf8');
  expect(text).not.toContain(root);
  expect(JSON.parse(text)).toEqual({
    kind: 'colophon.rehearsal-directory',
    version: 1,
    ...facts,
    assets: 'forge/releases/team-v1.0.0/assets',
    trustedRoot: 'sigstore/team-v1.0.0/trusted_root.json',
    registries: 'registries',
  });
  expect(placesOf(root, facts.tag).assets).toBe(join(root, 'forge/releases/team-v1.0.0/assets'));
});

it('does not work in a place that others can write to', async () => {
  const mine = await workPlace(root);
  expect(await workPlace(root)).toBe(mine);
  rmSync(mine, { recursive: true });
  mkdirSync(mine, { mode: 0o777 });
  rmSync(mine, { recursive: true });
  writeFileSync(mine, '');
  const other = await workPlace(root);
  expect(other).not.toBe(mine);
  rmSync(other, { recursive: true });
  rmSync(mine);
});
