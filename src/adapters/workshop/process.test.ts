// What a command may not do: go on when whoever ran it is gone.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { isAlive } from '../../../test/contracts/workshop.ts';
import { runProcess } from './process.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'colophon-process-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const PATH = process.env['PATH'] ?? '';
const request = (script: string) => ({
  label: 'x',
  argv: ['sh', '-c', script],
  cwd: dir,
  env: { PATH },
  timeout: 60,
});
/** A number that a file holds once it is there. */
const pidIn = async (file: string): Promise<number> => {
  for (;;) {
    try {
      const text = readFileSync(file, 'utf8');
      if (text.endsWith('\n')) return Number(text);
    } catch {
      // not yet
    }
    await pause(20);
  }
};
const gone = async (pid: number): Promise<boolean> => {
  for (let waited = 0; waited < 5000; waited += 20) {
    if (!isAlive(pid)) return true;
    await pause(20);
  }
  return false;
};

it('ends with all that it started when whoever ran it is killed', async () => {
  const script = 'sleep 97 & echo $! > started; echo $$ > own; wait';
  const program = `
    import { runProcess } from ${JSON.stringify(new URL('./process.ts', import.meta.url).href)};
    const { signal } = new AbortController();
    await runProcess({ ...${JSON.stringify(request(script))}, signal, line: () => {} });`;
  const runner = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' });
  const [started, own] = [await pidIn(join(dir, 'started')), await pidIn(join(dir, 'own'))];
  expect([isAlive(started), isAlive(own)]).toEqual([true, true]);
  runner.kill('SIGKILL');
  expect([await gone(started), await gone(own)]).toEqual([true, true]);
});

it.runIf(process.platform === 'linux')('has no child that it did not start', async () => {
  const lines: string[] = [];
  await runProcess({
    ...request('sleep 1 & cat /proc/$$/task/$$/children'),
    signal: new AbortController().signal,
    line: (line) => lines.push(line),
  });
  // What sleeps, and what prints.
  expect(lines.join(' ').trim().split(/\s+/)).toHaveLength(2);
});
