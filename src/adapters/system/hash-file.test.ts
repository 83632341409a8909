import { appendFileSync, chmodSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { hashFile, READ_SIZE } from './hash-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'colophon-hash-'));
afterAll(() => rmSync(dir, { recursive: true }));
const buffer = Buffer.alloc(READ_SIZE);
const MIB = 2 ** 20;

it('pauses often enough that nothing else waits long', () => {
  const path = join(dir, 'large');
  writeFileSync(path, Buffer.alloc(50 * MIB));
  const steps = hashFile(path, buffer);
  let pauses = 0;
  while (steps.next().done !== true) pauses += 1;
  expect(pauses).toBe(3);
});

it.each([
  { name: 'grows', change: (path: string) => appendFileSync(path, 'more') },
  { name: 'shrinks', change: (path: string) => truncateSync(path, 20 * MIB) },
])('refuses a file that $name while it is read', ({ name, change }) => {
  const path = join(dir, name);
  writeFileSync(path, Buffer.alloc(24 * MIB));
  const steps = hashFile(path, buffer);
  expect(steps.next().done).toBe(false);
  change(path);
  expect(() => {
    while (steps.next().done !== true);
  }).toThrow(expect.objectContaining({ code: 'FILE_CHANGED' }) as Error);
});

it.skipIf(process.platform === 'win32')('does not wait at a socket', async () => {
  const path = join(dir, 'socket');
  const server = createServer().listen(path);
  await new Promise((resolve) => server.once('listening', resolve));
  expect(() => hashFile(path, buffer).next()).toThrow(
    expect.objectContaining({ code: 'FILE_NOT_REGULAR' }) as Error,
  );
  server.close();
});

it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'says that a file may not be read',
  () => {
    const path = join(dir, 'secret');
    writeFileSync(path, 'x');
    chmodSync(path, 0);
    expect(() => hashFile(path, buffer).next()).toThrow(
      expect.objectContaining({ code: 'FILE_UNREADABLE' }) as Error,
    );
  },
);
