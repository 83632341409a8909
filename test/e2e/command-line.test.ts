// The built command line, seen from its outside.
import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { BUILT, colophon, runProgram } from '../support/colophon.ts';

let scratch = '';
beforeAll(async () => (scratch = await mkdtemp(join(tmpdir(), 'colophon-'))));
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('colophon --version', () => {
  it('answers from any directory, also through a link', async () => {
    const link = join(scratch, 'colophon');
    await symlink(BUILT, link);
    expect(await runProgram(process.execPath, [link, '--version'], { cwd: scratch })).toEqual({
      exit: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });
});

describe('a mistake', () => {
  it('is told on standard error, with exit code 2 and nothing on standard output', async () => {
    const { exit, stdout, stderr } = await colophon(['verfy', './x']);
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
    expect(stderr).toMatch(/Unknown command 'verfy'[^]*Did you mean verify[^]*USAGE/);
  });

  it('is exactly one document where JSON is asked for, and standard error is empty', async () => {
    const { exit, stdout, stderr } = await colophon(['verify', '--json', '--nonsense']);
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'colophon.error',
      version: 1,
      ok: false,
      exit: 2,
      error: { code: 'USAGE', message: expect.any(String), remedy: expect.any(String) },
    });
  });

  it('cannot smuggle terminal escapes through what it repeats', async () => {
    const { stderr } = await colophon(['ver\x1b[2Jify\u202e']);
    expect(stderr).toContain('ver\\x1b[2Jify\\u{202e}');
    expect(stderr).not.toMatch(/\x1b|\u202e/);
  });

  it('never shows where in the code it was found', async () => {
    for (const argv of [['nonsense'], ['plan', '--timeout', 'never'], ['verify'], ['rehearse', 'a', 'b']]) {
      expect((await colophon(argv)).stderr).not.toMatch(/^\s+at |node:internal|\.js:\d/m);
    }
  });
});

it('does not mind when nobody reads its output any more', async () => {
  const shell = `"${process.execPath}" "${BUILT}" --help | true; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await runProgram('bash', ['-c', shell]);
  expect({ stdout, stderr }).toEqual({ stdout: '0\n', stderr: '' });
});

it('colours nothing in a pipe, and errors where colours are forced', async () => {
  expect((await colophon(['nonsense'], { env: { FORCE_COLOR: '' } })).stderr).not.toContain('\x1b');
  expect((await colophon(['nonsense'], { env: { FORCE_COLOR: '1', NO_COLOR: '' } })).stderr).toContain(
    '\x1b[31m',
  );
});

describe('on a Node that is too old', () => {
  // A preload that lies about the version stands for the old Node: everything else is as it would be.
  const oldNode = async (): Promise<string> => {
    const lie = join(scratch, 'old-node.cjs');
    await writeFile(
      lie,
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });",
    );
    return lie;
  };

  it('goes on with the Node that stands in node_modules above its own file', async () => {
    const place = join(scratch, 'old', 'dist');
    const bin = join(scratch, 'old', 'node_modules', '.bin');
    await mkdir(place, { recursive: true });
    await mkdir(bin, { recursive: true });
    await symlink(process.execPath, join(bin, 'node'));
    await runProgram('cp', ['-r', join(BUILT, '..'), join(scratch, 'old')]);
    const copy = join(place, 'colophon.js');
    const ran = await runProgram(
      process.execPath,
      ['--require', await oldNode(), copy, 'nonsense', '--json'],
      {
        cwd: scratch,
      },
    );
    expect(ran).toMatchObject({ exit: 2, stderr: '' });
    expect(JSON.parse(ran.stdout)).toMatchObject({ error: { code: 'USAGE' } });
  });

  it('says so, with a remedy, where there is no other', async () => {
    const alone = join(scratch, 'alone');
    await runProgram('cp', ['-r', join(BUILT, '..'), alone]);
    const argv = ['--require', await oldNode(), join(alone, 'colophon.js'), 'verify', 'x'];
    const text = await runProgram(process.execPath, argv, { cwd: scratch });
    expect(text).toMatchObject({ exit: 2, stdout: '' });
    expect(text.stderr).toMatch(/needs Node .*this is 20\.20\.2[^]*NODE_TOO_OLD/);
    const json = await runProgram(process.execPath, [...argv, '--json'], { cwd: scratch });
    expect(JSON.parse(json.stdout)).toMatchObject({ exit: 2, error: { code: 'NODE_TOO_OLD' } });
  });
});
