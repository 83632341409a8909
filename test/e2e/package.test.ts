// The package as people get it: packed, installed into an empty folder without a network, and run there.
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { ROOT, runProgram } from '../support/colophon.ts';
import { makeRelease } from '../support/release.ts';

let scratch = '';
let packed: readonly string[] = [];
let home = '';

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'colophon-package-'));
  home = join(scratch, 'home');
  await mkdir(home);
  const pack = await runProgram('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', scratch]);
  expect(pack, pack.stderr).toMatchObject({ exit: 0 });
  const [tarball] = JSON.parse(pack.stdout) as [
    { readonly filename: string; readonly files: { path: string }[] },
  ];
  packed = tarball.files.map(({ path }) => path);
  await writeFile(join(home, 'package.json'), '{ "private": true }\n');
  const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const installed = await runProgram('npm', [...install, join(scratch, tarball.filename)], { cwd: home });
  expect(installed, installed.stderr).toMatchObject({ exit: 0 });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const installedColophon = (...argv: readonly string[]) =>
  runProgram(join(home, 'node_modules', '.bin', 'colophon'), argv, { cwd: home });

describe('the package', () => {
  it('brings no other package with it', async () => {
    expect((await readdir(join(home, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
      'colophon',
    ]);
  });

  it('holds the bundle, its licences and what npm always takes, and nothing else', () => {
    expect(packed.filter((path) => !path.startsWith('dist/chunks/')).toSorted()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist/THIRD_PARTY_LICENSES.txt',
      'dist/colophon.js',
      'package.json',
    ]);
  });

  it('names the licence of every package in it', async () => {
    const licenses = await readFile(
      join(home, 'node_modules/colophon/dist/THIRD_PARTY_LICENSES.txt'),
      'utf8',
    );
    expect(licenses).toMatch(/^commander \d.*, MIT$/m);
  });

  it('answers its version where it was installed', async () => {
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      readonly version: string;
    };
    expect(await installedColophon('--version')).toEqual({ exit: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('verifies a rehearsal there, and refuses it once a file has changed', async () => {
    const { dir, write, remove } = await makeRelease();
    const judge = async (): Promise<unknown> => {
      const { exit, stdout, stderr } = await installedColophon('verify', dir, '--rehearsal', '--json');
      const { kind, ok } = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
      return { exit, kind, ok, stderr };
    };
    expect(await judge()).toEqual({ exit: 0, kind: 'colophon.verdict', ok: true, stderr: '' });
    await write('widget_v1.2.3_notes.md', 'Nothing changed.');
    expect(await judge()).toEqual({ exit: 1, kind: 'colophon.verdict', ok: false, stderr: '' });
    await remove();
  });
});
