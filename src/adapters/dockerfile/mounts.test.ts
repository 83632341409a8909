import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, expect, it } from 'vitest';

import { mountsBelow } from './mounts.ts';

const dir = mkdtempSync(join(tmpdir(), 'colophon-mounts-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const LIST = `22 1 0:21 / /proc rw - proc proc rw
30 1 8:1 / /work/build-1 rw - ext4 /dev/sda1 rw
31 30 0:21 / /work/build-1/with\\040space/proc rw - proc proc rw
32 1 8:1 / /work/build-10/proc rw - proc proc rw
`;

it('finds the mounts below a directory and no others, the deepest first', async () => {
  const list = join(dir, 'mountinfo');
  writeFileSync(list, LIST);
  expect(await mountsBelow('/work/build-1', list)).toEqual([
    '/work/build-1/with space/proc',
    '/work/build-1',
  ]);
});

it('finds none where the system keeps no list', async () => {
  expect(await mountsBelow('/work/build-1', join(dir, 'nothing'))).toEqual([]);
});
