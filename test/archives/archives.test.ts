// Archives as others meet them: the same bytes wherever they are made, and read alike by the tools that people have.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createCompressor } from '../../src/adapters/system/index.ts';
import { readTarGz } from '../../src/formats/tar/read.ts';
import { tarArchive } from '../../src/formats/tar/write.ts';
import { readZipDirectory } from '../../src/formats/zip/read.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-archives-'));
afterAll(() => rmSync(root, { recursive: true }));
const script = join(import.meta.dirname, 'run.ts');
const windows = process.platform === 'win32';

const NAMES = ['widget.tar.gz', 'widget.zip'] as const;
/** The bytes of both archives: they change only with a reason that users can be told. */
const DIGESTS = [
  'b110b5ed06aa1726c711c5133ad56f09f3ae937b565249384b28eeff02bbae6e',
  'bc551dffb934773a7b2458d58e6884e690757bbdeb4836c7067f7fb9623c69b3',
];

const digests = (dir: string): string[] =>
  NAMES.map((name) =>
    createHash('sha256')
      .update(readFileSync(join(dir, name)))
      .digest('hex'),
  );

const make = (name: string, env: Readonly<Record<string, string>> = {}, umask = '022'): string => {
  const dir = join(root, name);
  mkdirSync(dir);
  const node = [process.execPath, script, dir];
  const argv = windows ? node : ['sh', '-c', `umask ${umask} && exec "$@"`, 'sh', ...node];
  const [command = '', ...rest] = argv;
  const done = spawnSync(command, rest, {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    encoding: 'utf8',
  });
  expect(done.stderr).toBe('');
  return dir;
};

describe('archives', () => {
  it.each([
    { name: 'a machine in UTC', env: { TZ: 'UTC' }, umask: '022' },
    { name: 'Tokyo, an open umask', env: { TZ: 'Asia/Tokyo' }, umask: '000' },
    {
      name: 'a Turkish machine in Lord Howe, a closed umask',
      env: { TZ: 'Australia/Lord_Howe', LC_ALL: 'tr_TR.UTF-8' },
      umask: '077',
    },
  ])('have the same bytes: $name', ({ name, env, umask }) => {
    expect(digests(make(name, env, umask))).toEqual(DIGESTS);
  });
});

describe('the tools that people have', () => {
  let dir = '';
  beforeAll(() => {
    dir = make('tools');
  });

  const there = (command: string, ...args: readonly string[]): boolean =>
    spawnSync(command, args).status === 0;
  const run = (command: string, ...args: readonly string[]): string => {
    const done = spawnSync(command, args, {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    });
    expect({ status: done.status, stderr: done.stderr }).toEqual({ status: 0, stderr: '' });
    return done.stdout;
  };
  const expected = [
    'widget/I/ı/İ and i.txt',
    'widget/README.md',
    'widget/bin/widget',
    `widget/${'deep/'.repeat(30)}${'n'.repeat(110)}.txt`,
    'widget/empty',
    'widget/größe.txt',
  ];
  const sorted = (names: readonly string[]): readonly string[] => names.toSorted();
  /** What lies there now; the content and the modes are right. */
  const unpacked = (to: string): readonly string[] => {
    const files = readdirSync(to, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(to.length + 1));
    expect(readFileSync(join(to, 'widget/README.md'), 'utf8')).toBe('# Widget\n'.repeat(5000));
    if (!windows) expect(statSync(join(to, 'widget/bin/widget')).mode & 0o777).toBe(0o755);
    if (!windows) expect(statSync(join(to, 'widget/README.md')).mode & 0o777).toBe(0o644);
    return sorted(files);
  };
  const into = (name: string): string => {
    const to = join(root, name);
    mkdirSync(to);
    return to;
  };

  const gnuTar = /GNU tar/.test(String(spawnSync('tar', ['--version']).stdout));
  it.runIf(gnuTar)('GNU tar lists and unpacks the tar.gz, and sees no owner', () => {
    const to = into('gnu-tar');
    run('tar', '-xzf', join(dir, 'widget.tar.gz'), '-C', to, '--no-same-owner');
    expect(unpacked(to)).toEqual(sorted(expected));
    const listed = run(
      'tar',
      '--numeric-owner',
      '--quoting-style=literal',
      '-tvzf',
      join(dir, 'widget.tar.gz'),
    );
    for (const line of listed.trim().split('\n'))
      expect(line).toMatch(/^-rw(x|-)r-(x|-)r-(x|-) 0\/0 +\d+ 2026-03-28 23:59 widget\//);
    expect(
      sorted(
        listed
          .trim()
          .split('\n')
          .map((line) => line.slice(line.indexOf('widget/'))),
      ),
    ).toEqual(sorted(expected));
  });

  it.runIf(there('bsdtar', '--version')).each(NAMES)('bsdtar unpacks %s', (name) => {
    const to = into(`bsdtar-${name}`);
    run('bsdtar', '-xf', join(dir, name), '-C', to, '--no-same-owner');
    expect(unpacked(to)).toEqual(sorted(expected));
  });

  it.runIf(there('unzip', '-v'))('unzip tests and unpacks the zip', () => {
    const to = into('unzip');
    expect(run('unzip', '-t', join(dir, 'widget.zip'))).toContain('No errors detected');
    run('unzip', '-q', join(dir, 'widget.zip'), '-d', to);
    expect(unpacked(to)).toEqual(sorted(expected));
  });

  it.runIf(there('python3', '--version'))('Python’s zipfile and tarfile read both', () => {
    const code = [
      'import sys,zipfile,tarfile,json',
      'z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None',
      't=tarfile.open(sys.argv[2])',
      'print(json.dumps([z.namelist(),t.getnames(),sorted({i.date_time for i in z.infolist()})]))',
    ].join('\n');
    const [zip, tar, times] = JSON.parse(
      run('python3', '-c', code, join(dir, 'widget.zip'), join(dir, 'widget.tar.gz')),
    ) as string[][];
    expect(sorted(zip ?? [])).toEqual(sorted(expected));
    expect(sorted(tar ?? [])).toEqual(sorted(expected));
    expect(times).toEqual([[2026, 3, 28, 23, 59, 58]]);
  });

  it('our strict readers read both', async () => {
    expect(sorted(readZipDirectory(readFileSync(join(dir, 'widget.zip'))).map(({ path }) => path))).toEqual(
      sorted(expected),
    );
    const paths: string[] = [];
    for await (const { path } of readTarGz(streamOf(readFileSync(join(dir, 'widget.tar.gz')))))
      paths.push(path);
    expect(sorted(paths)).toEqual(sorted(expected));
  });

  const npm = windows ? 'npm.cmd' : 'npm';
  it.runIf(there(npm, '--version'))(
    'what npm packs is read, and written again under another umask gives the same bytes',
    async () => {
      const project = into('npm-project');
      spawnSync(
        process.execPath,
        [
          '-e',
          `
      const fs = require('fs');
      fs.writeFileSync('package.json', JSON.stringify({ name: 'w', version: '1.0.0', bin: 'cli.js', files: ['lib'] }));
      fs.writeFileSync('cli.js', '#!/usr/bin/env node');
      fs.mkdirSync('lib/' + 'd'.repeat(90), { recursive: true });
      fs.writeFileSync('lib/' + 'd'.repeat(90) + '/größe.js', '1');
    `,
        ],
        { cwd: project },
      );
      const again: string[] = [];
      for (const umask of windows ? ['022'] : ['022', '077']) {
        const argv = windows
          ? [npm]
          : [
              'sh',
              '-c',
              `umask ${umask} && chmod -R "$0" . && exec "$@"`,
              umask === '077' ? 'go-rwx' : 'a+rX',
              npm,
            ];
        const [command, ...rest] = [...argv, 'pack', '--silent', '--offline'];
        const packed = spawnSync(command, rest, { cwd: project, encoding: 'utf8', shell: windows });
        const file = join(project, packed.stdout.trim().split('\n').at(-1) ?? '');
        const files: { path: string; mode: number; size: number; bytes: () => AsyncIterable<Uint8Array> }[] =
          [];
        for await (const { path, mode, size, bytes } of readTarGz(streamOf(readFileSync(file)))) {
          const parts: Uint8Array[] = [];
          for await (const part of bytes) parts.push(part);
          files.push({ path, mode, size, bytes: () => streamOf(...parts) });
        }
        expect(sorted(files.map(({ path }) => path))).toEqual([
          'package/cli.js',
          `package/lib/${'d'.repeat(90)}/größe.js`,
          'package/package.json',
        ]);
        const hash = createHash('sha256');
        for await (const part of createCompressor().gzip(tarArchive(files, { epoch: 1 }))) hash.update(part);
        again.push(hash.digest('hex'));
      }
      expect(new Set(again).size).toBe(1);
    },
    60_000,
  );
});

async function* streamOf(...parts: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  yield* parts;
}
