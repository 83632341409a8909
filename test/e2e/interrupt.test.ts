// Ctrl-C in every stage: exit 130, nothing of ours still runs, nothing is public; the same command goes on.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { STAGE_NAMES } from '../../src/domain/stage-name.ts';
import { BUILT } from '../support/colophon.ts';
import { readLayouts } from '../support/layouts.ts';
import { createWidget } from '../support/widget.ts';

const ENTRY = join(import.meta.dirname, '../faults/colophon.ts');
let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'colophon-interrupt-'));
  createWidget({ dir: join(root, 'widget'), tag: 'v1.0.0' });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Started {
  readonly pid: number;
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>;
}

/** In a process group of its own, as a shell starts it. */
const start = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Started => {
  const child = spawn(process.execPath, [...argv], {
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const ended = new Promise<Awaited<Started['ended']>>((resolve) => {
    child.once('close', (code) => resolve({ code, ...said }));
  });
  return { pid: child.pid ?? 0, ended };
};

/** Whether a process of this group still runs; one that is dead and only waits to be collected does not. */
const groupLives = (group: number): boolean => {
  if (process.platform === 'linux')
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .some((pid) => {
        const [state, , pgrp] = statOf(pid);
        return Number(pgrp) === group && state !== 'Z';
      });
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
};

/** proc(5): what follows the command's name. */
const statOf = (pid: string): readonly string[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
};

const isPublic = (out: string): boolean => {
  const releases = join(out, 'forge/releases');
  return existsSync(releases) && readdirSync(releases).length > 0;
};

it(
  'stops in every stage, one after the other, and goes on from there each time',
  { timeout: 300_000 },
  async () => {
    const out = join(root, 'stages');
    const argv = [ENTRY, join(root, 'widget'), '--out', out];
    for (const stage of STAGE_NAMES) {
      const { pid, ended } = start(argv, { COLOPHON_FAULT: JSON.stringify({ interrupt: stage }) });
      const { code, stdout, stderr } = await ended;
      expect({ stage, code, stderr }).toEqual({ stage, code: 130, stderr });
      expect(JSON.parse(stdout)).toMatchObject({ kind: 'colophon.error', error: { code: 'INTERRUPTED' } });
      expect(groupLives(pid)).toBe(false);
      // Names are given in `publish`, so by `confirm` the release is public, whole.
      expect(isPublic(out)).toBe(stage === 'confirm');
      const layouts = readLayouts(join(out, 'registries'));
      expect({ stage, lacking: layouts.flatMap(({ lacking }) => lacking) }).toEqual({ stage, lacking: [] });
      expect({ stage, named: layouts.some(({ names }) => names.size > 0) }).toEqual({
        stage,
        named: stage === 'confirm',
      });
      expect(stderr).not.toMatch(/\n\s+at /);
    }
    const { code, stdout } = await start(argv).ended;
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'colophon.rehearsal', ok: true });
    expect(code).toBe(0);
  },
);

it.skipIf(!existsSync(BUILT))(
  'ends the build command and all that it started',
  { timeout: 60_000 },
  async () => {
    const mark = join(root, 'started');
    const dir = join(root, 'slow');
    const command = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'ignore'}); require('node:fs').writeFileSync(${JSON.stringify(mark)}, String(process.pid)); setInterval(() => {}, 1000)`;
    createWidget({
      dir,
      tag: 'v1.0.0',
      change: (copy) =>
        writeFileSync(
          join(copy, 'colophon.yaml'),
          `version: 1\nproject: widget\nrepository: acme/widget\nbuild:\n  files:\n    slow:\n      command: [[node, -e, ${JSON.stringify(command)}]]\n      outputs: [none]\n`,
        ),
    });
    const { pid, ended } = start([BUILT, 'rehearse', dir, '--out', join(root, 'slow-out'), '--json']);
    while (!existsSync(mark)) await sleep(20);
    const builder = Number(readFileSync(mark, 'utf8'));
    process.kill(-pid, 'SIGINT');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      public: 'nothing',
      error: { code: 'INTERRUPTED' },
    });
    expect(groupLives(pid)).toBe(false);
    expect(groupLives(builder)).toBe(false);
  },
);
