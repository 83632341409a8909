import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pid } from 'node:process';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type Lock, tryLock } from './lock.ts';

const DEAD = '999999999 1\n';
const ALIVE = `${pid}\n`;

let dir = '';
let file = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'colophon-lock-'));
  file = join(dir, 'lock');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** What is left once it is let go; says who holds it where it was not taken. */
const leftOf = async (lock: Lock): Promise<readonly string[] | string> => {
  if ('holder' in lock) return lock.holder;
  await lock.letGo();
  return readdirSync(dir);
};

describe('a lock', () => {
  it('is taken once, and again when it is let go', async () => {
    const lock = await tryLock(file);
    expect(await tryLock(file)).toEqual({ holder: String(pid) });
    expect(await leftOf(lock)).toEqual([]);
    expect(await leftOf(await tryLock(file))).toEqual([]);
  });

  it('of a dead process is none', async () => {
    writeFileSync(file, DEAD);
    expect(await leftOf(await tryLock(file))).toEqual([]);
  });

  it('of a dead process is left to the one that is about to put it aside', async () => {
    writeFileSync(file, DEAD);
    writeFileSync(`${file}.stale`, ALIVE);
    expect(await tryLock(file)).toEqual({ holder: String(pid) });
    expect(readFileSync(file, 'utf8')).toBe(DEAD);
    expect(existsSync(`${file}.stale`)).toBe(true);
  });

  it('is taken though whoever was about to put it aside is dead, too', async () => {
    writeFileSync(file, DEAD);
    writeFileSync(`${file}.stale`, DEAD);
    writeFileSync(`${file}.stale.stale`, DEAD);
    expect(await leftOf(await tryLock(file))).toEqual([]);
  });
});
