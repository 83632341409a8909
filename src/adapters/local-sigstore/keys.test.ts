import { mkdir, mkdtemp, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createKeys, eraseKeys, leafFile, readKeys, writeKeys } from './keys.ts';

const START = Date.parse('2026-03-01T12:00:00Z');
const leaf = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const line = (n: number): string => `${n.toString(16).padStart(2, '0').repeat(32)}\n`;

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'colophon-keys-'));
});
afterEach(async () => rm(directory, { recursive: true, force: true }));

describe('keys on disk', () => {
  it('come back as they were', async () => {
    const keys = createKeys(START);
    await writeKeys(directory, keys);
    const read = await readKeys(directory);
    expect(read?.authority.intermediate).toEqual(keys.authority.intermediate);
    expect(read?.log.equals(keys.log)).toBe(true);
    expect(read?.ctLog.equals(keys.ctLog)).toBe(true);
    expect(read?.timestampAuthority.key.equals(keys.timestampAuthority.key)).toBe(true);
  });

  it('replace what an interrupted write has left beside them', async () => {
    await writeFile(join(directory, 'keys.json.new'), 'half');
    await writeKeys(directory, createKeys(START));
    expect(await readKeys(directory)).toBeDefined();
    await expect(stat(join(directory, 'keys.json.new'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('are not quoted by the failure about a damaged file', async () => {
    await writeFile(
      join(directory, 'keys.json'),
      '{"kind":"colophon.rehearsal-keys","version":1,"log":"canary',
    );
    const failure: unknown = await readKeys(directory).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'SIGNING_STATE_DAMAGED', cause: undefined });
    expect(String(failure)).not.toContain('canary');
  });

  it('are erased whatever else lies there, and where nothing does', async () => {
    const keys = join(directory, 'keys');
    await writeKeys(keys, createKeys(START));
    await writeFile(join(keys, 'keys.json.new'), 'half');
    await eraseKeys(keys);
    await eraseKeys(keys);
    await expect(stat(keys)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('leaves on disk', () => {
  it('are one line each, for their owner only', async () => {
    const file = leafFile(directory);
    await file.append(leaf(1));
    await file.append(leaf(2));
    expect(await readFile(join(directory, 'log'), 'utf8')).toBe(line(1) + line(2));
    expect((await stat(join(directory, 'log'))).mode & 0o777).toBe(0o600);
  });

  it('are read again after a write that failed half-way', async () => {
    const [log, aside] = [join(directory, 'log'), join(directory, 'aside')];
    const file = leafFile(directory);
    await file.append(leaf(1));
    await rename(log, aside);
    await mkdir(log);
    await expect(file.append(leaf(2))).rejects.toMatchObject({ code: 'EISDIR' });
    await rmdir(log);
    await writeFile(log, `${line(1)}0202`);
    await file.append(leaf(3));
    expect(await readFile(log, 'utf8')).toBe(line(1) + line(3));
    expect(await file.leaves()).toEqual([leaf(1), leaf(3)]);
  });
});
