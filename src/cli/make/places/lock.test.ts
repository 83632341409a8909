import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { takeRegistry } from './lock.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'colophon-lock-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('lets one rehearsal of a repository at a time into a registry, and others beside it', async () => {
  const letGo = await takeRegistry('127.0.0.1:5000', 'acme/widget', root);
  await expect(takeRegistry('127.0.0.1:5000', 'acme/widget', root)).rejects.toMatchObject({
    code: 'REHEARSAL_BUSY',
    message: `process ${process.pid} rehearses acme/widget into 127.0.0.1:5000 at this moment`,
  });
  const others = [
    await takeRegistry('127.0.0.1:5000', 'acme/gadget', root),
    await takeRegistry('127.0.0.1:5001', 'acme/widget', root),
  ];
  await letGo();
  for (const end of [await takeRegistry('127.0.0.1:5000', 'acme/widget', root), ...others]) await end();
});
