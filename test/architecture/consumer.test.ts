// The verifier owes the producer nothing: with everything deleted that only producers need, what is left still
// builds, still verifies a release, and still refuses a damaged one.
import { appendFile, cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { readRings } from '../../scripts/rings/table.ts';
import { colophon, ROOT, runProgram } from '../support/colophon.ts';
import { createWidget } from '../support/widget.ts';

interface Rehearsed {
  readonly assets: string;
  readonly out: string;
}

let scratch = '';
let rehearsed: Rehearsed = { assets: '', out: '' };

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'colophon-consumer-'));
  const { dir } = createWidget({ dir: join(scratch, 'widget'), tag: 'v1.2.0' });
  const made = await colophon(['rehearse', dir, '--tag', 'v1.2.0', '--out', join(scratch, 'out'), '--json']);
  expect(made, made.stdout + made.stderr).toMatchObject({ exit: 0 });
  rehearsed = JSON.parse(made.stdout) as Rehearsed;
  await buildConsumer(join(scratch, 'consumer'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const buildConsumer = async (tree: string): Promise<void> => {
  for (const path of ['src', 'scripts', 'package.json', 'rings.json']) {
    await cp(join(ROOT, path), join(tree, path), { recursive: true });
  }
  await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'));
  for (const path of producersOnly()) await rm(join(tree, 'src', path), { recursive: true });
  const built = await runProgram(process.execPath, ['scripts/build.ts'], { cwd: tree });
  expect(built, built.stderr).toMatchObject({ exit: 0 });
};

/** Rings and folders that `rings.json` does not mark `consumer`. */
const producersOnly = (): readonly string[] =>
  Object.entries(readRings(ROOT)).flatMap(([name, ring]) =>
    ring.consumer === true || name === 'adapters'
      ? Object.entries(ring.folders ?? {}).flatMap(([folder, { consumer }]) =>
          consumer ? [] : [`${name}/${folder}`],
        )
      : [name],
  );

const consumer = (...argv: readonly string[]) =>
  runProgram(process.execPath, [join(scratch, 'consumer/dist/colophon.js'), ...argv], { cwd: scratch });

it('deletes the engine, the stages, the making half and every adapter of theirs', () => {
  expect(producersOnly()).toEqual(
    expect.arrayContaining(['engine', 'stages', 'cli/make', 'adapters/workshop', 'adapters/local-sigstore']),
  );
  expect(producersOnly()).not.toContain('adapters/directory');
});

describe('what is left', () => {
  it('verifies a release that the whole made', async () => {
    const { exit, stdout, stderr } = await consumer('verify', rehearsed.out, '--rehearsal', '--json');
    expect({ exit, stderr }, stdout).toEqual({ exit: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'colophon.verdict', ok: true, rehearsal: 'consistent' });
  });

  it('refuses it once a byte is added', async () => {
    const damaged = join(scratch, 'damaged');
    await cp(rehearsed.out, damaged, { recursive: true });
    const assets = join(damaged, rehearsed.assets.slice(rehearsed.out.length));
    await appendFile(join(assets, 'widget-table.csv'), 'x');
    const { exit, stdout } = await consumer('verify', damaged, '--rehearsal', '--json');
    expect({ exit, ok: (JSON.parse(stdout) as { ok: boolean }).ok }).toEqual({ exit: 1, ok: false });
  });

  it('makes no release any more', async () => {
    const { exit } = await consumer('rehearse', join(scratch, 'widget'), '--json');
    expect(exit).toBe(70);
  });
});
