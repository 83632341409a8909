// Go build information as we read it, held against what `go version -m` prints, on programs that Go built just now.
import { createReadStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { GoModule } from '../../src/formats/go-buildinfo/module-info.ts';
import { type GoBuildInfo, readGoBuildInfo } from '../../src/formats/go-buildinfo/read.ts';
import { type CheckResult, run } from './kit.ts';

const PLATFORMS = [
  'linux/amd64',
  'linux/386',
  'linux/s390x',
  'darwin/amd64',
  'darwin/arm64',
  'windows/amd64',
  'windows/386',
];
// Needs no network: the second module is a directory.
const FILES = {
  'go.mod':
    'module example.com/acme/widget\n\ngo 1.22\n\nrequire example.com/acme/part v0.1.0\n\nreplace example.com/acme/part => ./part\n',
  'main.go': 'package main\n\nimport "example.com/acme/part"\n\nfunc main() { println(part.Name) }\n',
  'part/go.mod': 'module example.com/acme/part\n\ngo 1.22\n',
  'part/part.go': 'package part\n\nconst Name = "widget"\n',
};

/** One result a platform; `scratch` must exist and be empty. Fails only when `go` cannot be run at all. */
export const goBuildInfo = async (scratch: string): Promise<readonly CheckResult[]> => {
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(join(scratch, path, '..'), { recursive: true });
    await writeFile(join(scratch, path), text);
  }
  const results: CheckResult[] = [];
  for (const platform of PLATFORMS) results.push(await onPlatform(scratch, platform));
  return results;
};

const onPlatform = async (cwd: string, platform: string): Promise<CheckResult> => {
  const name = `Go build information of ${platform}`;
  const [GOOS, GOARCH] = platform.split('/');
  const program = join(cwd, `widget-${platform.replace('/', '-')}`);
  const env = { ...process.env, GOOS, GOARCH, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const built = await run('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', program, '.'], { cwd, env });
  if (built.status !== 0) return { name, passed: false, said: built.said };
  const printed = await run('go', ['version', '-m', program], { cwd, env: process.env });
  const info = await readGoBuildInfo(program, {
    size: (await stat(program)).size,
    open: () => createReadStream(program) as AsyncIterable<Uint8Array>,
  });
  const ours = info === undefined ? 'nothing' : asGoPrints(info);
  const theirs = printed.said
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .join('\n');
  const version = printed.said.split('\n')[0]?.endsWith(`: ${info?.goVersion}`) === true;
  return version && ours === theirs.trimStart()
    ? { name, passed: true }
    : { name, passed: false, said: `${ours}\n-- is not --\n${theirs}` };
};

const asGoPrints = ({ path, main, dependencies, settings }: GoBuildInfo): string =>
  [
    ...(path === undefined ? [] : [`path\t${path}`]),
    ...(main === undefined ? [] : [`mod\t${fields(main)}`]),
    ...dependencies.flatMap((one) =>
      one.replaced === undefined
        ? [`dep\t${fields(one)}`]
        : [`dep\t${one.path}\t${one.version ?? ''}`, `=>\t${fields(one.replaced)}`],
    ),
    ...settings.map((line) => `build\t${line}`),
  ].join('\n\t');

const fields = ({ path, version, sum }: GoModule): string => [path, version ?? '', sum ?? ''].join('\t');
