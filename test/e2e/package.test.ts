// The package as people get it: packed, installed into an empty folder without a network, and run there.
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

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
      'dist/verify-content.cjs',
      'dist/verify.cjs',
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

  describe('what it remembers as compiled', () => {
    const cache = (): string => join(home, 'node_modules/colophon/dist/.cache');
    const remembered = async (): Promise<string> => join(cache(), (await readdir(cache()))[0] ?? 'nothing');
    let release: Awaited<ReturnType<typeof makeRelease>>;
    const verify = (env: Readonly<Record<string, string>> = {}) =>
      runProgram(
        process.execPath,
        [join(home, 'node_modules/colophon/dist/colophon.js'), 'verify', release.dir, '--rehearsal'],
        { env },
      );
    const holds = { exit: 0, stderr: '' };

    beforeAll(async () => {
      release = await makeRelease();
    });
    afterAll(() => release.remove());
    beforeEach(() => rm(cache(), { recursive: true, force: true }));

    it('is one file, which is written once and kept', async () => {
      expect(await verify()).toMatchObject(holds);
      const { ino } = await stat(await remembered());
      expect(await verify()).toMatchObject(holds);
      expect(await readdir(cache())).toHaveLength(1);
      expect((await stat(await remembered())).ino).toBe(ino);
    });

    it.each([
      { what: 'torn', change: (path: string) => truncate(path, 10_000) },
      { what: 'empty', change: (path: string) => truncate(path, 0) },
      {
        what: 'changed in one byte',
        change: async (path: string) => {
          const bytes = await readFile(path);
          bytes.writeUInt8(bytes.readUInt8(5000) ^ 1, 5000);
          await writeFile(path, bytes);
        },
      },
      { what: 'open to others', change: (path: string) => chmod(path, 0o666) },
    ])('is written anew where it is $what', async ({ change }) => {
      await verify();
      await change(await remembered());
      const { ino } = await stat(await remembered());
      expect(await verify()).toMatchObject(holds);
      const { ino: now, mode } = await stat(await remembered());
      expect(now).not.toBe(ino);
      expect(mode & 0o022).toBe(0);
    });

    it('is nothing where Node is told to keep none, and where only help was asked for', async () => {
      expect(await verify({ NODE_DISABLE_COMPILE_CACHE: '1' })).toMatchObject(holds);
      expect(await installedColophon('verify', '--help')).toMatchObject(holds);
      await expect(readdir(cache())).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('is done without where nothing can be written', async () => {
      await writeFile(cache(), 'a file in its place');
      expect(await verify()).toMatchObject(holds);
    });
  });
});
