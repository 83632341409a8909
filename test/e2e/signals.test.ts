// How the process ends when it is told to: exit code, one document, and no hurry that loses it.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { BUILT } from '../support/colophon.ts';
import { createWidget } from '../support/widget.ts';

let root = '';
const slow = (): string => join(root, 'slow');
const mark = (): string => join(root, 'started');
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'colophon-signals-'));
  const wait = `require('node:fs').writeFileSync(${JSON.stringify(mark())}, ''); setInterval(() => {}, 1000)`;
  const command = `[node, -e, ${JSON.stringify(wait)}]`;
  const change = (dir: string): void =>
    writeFileSync(
      join(dir, 'colophon.yaml'),
      `version: 1\nrepository: acme/widget\nbuild: { files: { slow: { command: [${command}], outputs: [none] } } }\n`,
    );
  createWidget({ dir: slow(), tag: 'v1.0.0', change });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Rehearses what never ends, and tells how it ended after the signals. */
const endedBy = async (signals: readonly NodeJS.Signals[], more: readonly string[] = []) => {
  rmSync(mark(), { force: true });
  const argv = [BUILT, 'rehearse', slow(), '--out', join(root, 'out'), '--json', ...more];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'ignore'] });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  // A signal that finds Node taking itself down already ends it as a shell reports it: 128 and its number.
  const ended = new Promise<number>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL'])),
  );
  while (!existsSync(mark()) && child.exitCode === null) await sleep(10);
  for (const signal of signals) {
    child.kill(signal);
    await sleep(30);
  }
  const exit = await ended;
  return { exit, document: JSON.parse(stdout) as unknown };
};

it.each([
  { name: 'Ctrl-C', signals: ['SIGINT'], code: 'INTERRUPTED', exit: 130 },
  {
    name: 'a Ctrl-C that npm passes on once more',
    signals: ['SIGINT', 'SIGINT'],
    code: 'INTERRUPTED',
    exit: 130,
  },
  { name: 'SIGTERM', signals: ['SIGTERM'], code: 'TERMINATED', exit: 143 },
] as const)('$name ends it in good order', async ({ signals, code, exit }) => {
  expect(await endedBy(signals)).toMatchObject({
    exit,
    document: { kind: 'colophon.error', ok: false, exit, error: { code, remedy: expect.any(String) } },
  });
});

it('W20: --timeout ends it, and says that nothing is concluded', async () => {
  expect(await endedBy([], ['--timeout', '4s'])).toMatchObject({
    exit: 3,
    document: { kind: 'colophon.error', exit: 3, error: { code: 'TIMED_OUT' } },
  });
});
