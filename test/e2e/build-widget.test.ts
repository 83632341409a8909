// The build stage with a real workshop: examples/widget by its own colophon.yaml, and builders made for the purpose.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openRepository } from '../../src/adapters/git/repository.ts';
import { createCompressor } from '../../src/adapters/system/index.ts';
import { createWorkshop } from '../../src/adapters/workshop/workshop.ts';
import type { BuildOutcome } from '../../src/domain/outcome/build.ts';
import type { Builder } from '../../src/domain/builder.ts';
import type { ImageBuilder } from '../../src/ports/image-builder.ts';
import type { BuildSettings } from '../../src/domain/settings.ts';
import { runParts } from '../../src/engine/parts.ts';
import { parseConfiguration, settingsOf } from '../../src/formats/configuration/index.ts';
import { readTarGz } from '../../src/formats/tar/read.ts';
import type { Store } from '../../src/ports/store.ts';
import { build } from '../../src/stages/02-build/stage.ts';
import { AMD64, ARM64, imageRule, layerFile, targetOf } from '../support/built-image.ts';
import { createMemoryRegistry } from '../support/memory-registry.ts';
import { createMemoryStore } from '../support/memory-store.ts';
import { facts as someFacts, targets, workflowRun } from '../support/release-facts.ts';
import { createWidget, type Widget } from '../support/widget.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-build-'));
let widget: Widget;
let made = 0;

beforeAll(() => {
  widget = createWidget({ dir: join(root, 'widget'), tag: 'v1.2.0' });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Built {
  readonly outcome: BuildOutcome;
  readonly store: Store;
  readonly lines: readonly string[];
  readonly said: readonly string[];
}

/** Runs every part in its order and joins them. */
const run = async (
  given: Pick<BuildSettings, 'env' | 'files'> & Partial<Pick<BuildSettings, 'images'>>,
  { from = widget, environment = process.env }: { from?: Widget; environment?: NodeJS.ProcessEnv } = {},
): Promise<Built> => {
  const settings: BuildSettings = { images: [], builders: {}, emulate: [], ...given, targets };
  const signal = new AbortController().signal;
  const scratch = join(root, `scratch-${(made += 1)}`);
  const repository = await openRepository(from.dir, { scratch, signal, environment: process.env });
  const store = createMemoryStore();
  const workshop = createWorkshop({ gitDir: repository.gitDir, scratch, store, environment, signal });
  const { id, time, epoch } = await repository.source.commit('HEAD');
  const facts = {
    ...someFacts,
    tag: 'v1.2.0',
    version: '1.2.0',
    commit: id,
    commitTime: time,
    commitEpoch: epoch,
  };
  const input = { gate: { facts, evidence: undefined as never, findings: [], state: 'new' as const } };
  const doors = {
    compressor: createCompressor(),
    imageBuilder: {} as ImageBuilder,
    registry: createMemoryRegistry().registry,
    run: { run: async () => workflowRun, identity: async () => undefined as never },
    source: repository.source,
    store,
    workshop,
  };
  const whole = settings;
  const lines: string[] = [];
  const said: string[] = [];
  const done = await runParts<BuildOutcome>({
    parts: build.parts(input, whole),
    waits: (part) => build.waits?.(part, whole, input) ?? [],
    jobs: 2,
    signal,
    run: async (part, earlier) => {
      await build.hashes?.(part, input, doors, whole);
      const bench = {
        earlier,
        doing: (text: string) => said.push(text),
        output: (line: string) => lines.push(line),
        finding: () => undefined,
      };
      return build.run(part, input, doors, whole, bench);
    },
  });
  await workshop.end();
  await repository.close();
  expect(existsSync(scratch)).toBe(false);
  return { outcome: build.join(done), store, lines, said };
};

const common = { inputs: [], targets: [], env: {}, where: [], timeout: 60 };
const command = (
  id: string,
  script: string,
  outputs: readonly string[],
  more: Partial<Builder> = {},
): Builder =>
  ({
    ...common,
    id,
    kind: 'command',
    commands: [{ run: ['sh', '-c', script] }],
    outputs: outputs.map((path) => ({ path })),
    ...more,
  }) as Builder;
const plain = { pass: [], set: {} };
const textOf = async ({ outcome, store }: Built, path: string): Promise<string> => {
  const file = outcome.files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`${path} was not built`);
  return new TextDecoder().decode(await store.bytes(file.content));
};

describe('examples/widget', () => {
  const settings = (): BuildSettings => {
    const bytes = readFileSync(join(widget.dir, 'colophon.yaml'));
    const asked = { mode: 'rehearsal', tag: 'v1.2.0', tagged: true, commit: widget.commit } as const;
    const around = { asked, origin: undefined, environmentRepository: undefined, changelog: 'CHANGELOG.md' };
    return settingsOf(parseConfiguration(bytes, 'colophon.yaml'), around).settings.build;
  };
  let built: Built;
  beforeAll(async () => {
    built = await run(settings());
  });

  it('is built by its own configuration', () => {
    expect(
      built.outcome.files.map(
        ({ builder, target, path, executable }) => `${builder} ${target ?? '-'} ${path} ${executable}`,
      ),
    ).toEqual([
      'cli linux_amd64 out/linux_amd64/widget true',
      'cli linux_arm64 out/linux_arm64/widget true',
      'cli windows_amd64 out/windows_amd64/widget.exe true',
      'greeting linux_amd64 out/linux_amd64/greet true',
      'greeting linux_arm64 out/linux_arm64/greet true',
      'manual - widget.1 false',
      'site - dist/data/about.json false',
      'site - dist/widget.mjs true',
      'site - widget-1.2.0.tgz false',
      'table - vendor/table.csv false',
    ]);
    expect(build.says(built.outcome)).toBe('10 files by 5 builders, 1 image for linux/amd64, linux/arm64');
    expect(built.outcome.invocationId).toBe(workflowRun.runInvocationUri);
    expect(built.outcome.tools.map(({ name }) => name)).toEqual(['node', 'npm']);
  });

  it('is an image too, each platform with the program that was made for it', () => {
    expect(
      built.outcome.images.map(({ image, manifest, holds }) => [
        image,
        manifest.platform.architecture,
        ...holds.map(({ path, file }) => `${path} ${file.target ?? '-'}`),
      ]),
    ).toEqual([
      ['widget', 'amd64', 'greet linux_amd64', 'usr/share/man/man1/widget.1 -'],
      ['widget', 'arm64', 'greet linux_arm64', 'usr/share/man/man1/widget.1 -'],
    ]);
  });

  it('is told what was taken in and what was packed', () => {
    expect(
      built.outcome.files.filter((file) => file.origin === 'prebuilt').map(({ builder }) => builder),
    ).toEqual(['table']);
    expect(built.outcome.files.filter((file) => file.packed).map(({ path }) => path)).toEqual([
      'widget-1.2.0.tgz',
    ]);
  });

  it('has its inputs where it wants them and its words filled in', async () => {
    expect(await textOf(built, 'out/linux_arm64/widget')).toContain('# widget 1.2.0 for linux/arm64\n');
    expect(await textOf(built, 'out/windows_amd64/widget.exe')).toContain('Greets whoever is named');
    expect(await textOf(built, 'widget.1')).toContain('.TH WIDGET 1 "" "widget 1.2.0"');
    expect(await textOf(built, 'dist/data/about.json')).toContain('"built":1772593567');
  });

  it('is packed with plain modes, in order, at the time of the commit', async () => {
    const file = built.outcome.files.find(({ packed }) => packed);
    const entries: string[] = [];
    if (file !== undefined)
      for await (const { path, mode } of readTarGz(built.store.read(file.content)))
        entries.push(`${mode.toString(8)} ${path}`);
    expect(entries).toEqual([
      '644 package/LICENSE',
      '644 package/README.md',
      '644 package/dist/data/about.json',
      '755 package/dist/widget.mjs',
      '644 package/package.json',
    ]);
  });

  it('is the same to the byte when it is built again from a bare clone elsewhere', async () => {
    const clone = join(root, 'elsewhere');
    const again = await run(settings(), {
      from: { ...widget, dir: (widget.git('clone', '--quiet', '--bare', '.', clone), clone) },
    });
    expect(again.outcome).toEqual(built.outcome);
  });
});

describe('outputs', () => {
  it.each([
    { name: 'is not produced', outputs: ['made', 'missing'], code: 'OUTPUT_MISSING', message: /"missing"/ },
    { name: 'leads out of the checkout', outputs: ['link'], code: 'OUTPUT_OUTSIDE', message: /"link"/ },
    {
      name: 'is asked for above the checkout',
      outputs: ['../made'],
      code: 'OUTPUT_OUTSIDE',
      message: /goes up/,
    },
  ])('one that $name fails the release by name', async ({ outputs, code, message }) => {
    const building = run({
      env: plain,
      files: [command('any', 'echo x > made; ln -s /etc/passwd link', outputs)],
    });
    await expect(building).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    {
      sha256: '73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac',
      path: 'made',
      expected: 1,
    },
    { sha256: '0'.repeat(64), path: 'made', expected: 'OUTPUT_DIGEST_MISMATCH' },
    { sha256: '0'.repeat(64), path: 'dir', expected: 'OUTPUT_DIGEST_MISMATCH' },
  ])('$path must have the demanded SHA-256 $sha256', async ({ sha256, path, expected }) => {
    const builder = {
      ...command('any', 'echo x > made; mkdir dir; echo x > dir/made', []),
      outputs: [{ path, sha256 }],
    } as Builder;
    const building = run({ env: plain, files: [builder] });
    const answer = building.then(
      ({ outcome }) => outcome.files.length,
      (failure: unknown) => (failure as { readonly code: string }).code,
    );
    expect(await answer).toBe(expected);
  });

  it('a file in two outputs is taken once', async () => {
    const { outcome } = await run({
      env: plain,
      files: [command('any', 'mkdir d; echo x > d/a', ['./d/', 'd/a'])],
    });
    expect(outcome.files).toMatchObject([{ path: 'd/a', output: 'd' }]);
  });
});

describe('a command builder', () => {
  const linux = { platform: { os: 'linux', architecture: 'arm', variant: 'v7' }, target: 'linux_armv7' };
  const windows = { platform: { os: 'windows', architecture: 'amd64' }, target: 'x86_64-pc-windows-msvc' };

  it('knows its target everywhere, and `where` replaces whole keys', async () => {
    const script = 'echo "$A $B" > {os}-{arch}-{variant}-{target}{exe}';
    const where = [
      { match: 'windows/*', env: { B: 'b-{os}' } },
      { match: '*-msvc', outputs: [{ path: '*'.replace('*', 'windows-amd64--{target}{exe}') }] },
    ];
    const builder = command('any', script, ['linux-arm-v7-{target}'], {
      targets: [linux, windows],
      env: { A: 'a-{tag}', B: 'b' },
      where,
    });
    const built = await run({ env: { pass: [], set: { A: 'common', C: 'c' } }, files: [builder] });
    expect(built.outcome.files.map(({ target, path }) => `${target} ${path}`)).toEqual([
      'linux_armv7 linux-arm-v7-linux_armv7',
      'x86_64-pc-windows-msvc windows-amd64--x86_64-pc-windows-msvc.exe',
    ]);
    expect(await textOf(built, 'linux-arm-v7-linux_armv7')).toBe('a-v1.2.0 b\n');
    expect(await textOf(built, 'windows-amd64--x86_64-pc-windows-msvc.exe')).toBe('common b-windows\n');
  });

  it('is given the outputs of every target where it has none itself', async () => {
    const each = command('each', 'echo {target} > made', ['made'], { targets: [linux, windows] });
    const all = command('all', 'cat in/*/made > both', ['both'], {
      inputs: [{ from: 'each', to: 'in/{target}/' }],
    });
    expect(await textOf(await run({ env: plain, files: [all, each] }), 'both')).toBe(
      'linux_armv7\nx86_64-pc-windows-msvc\n',
    );
    const clash = command('all', 'true', ['both'], { inputs: [{ from: 'each', to: 'in' }] });
    await expect(run({ env: plain, files: [clash, each] })).rejects.toMatchObject({
      code: 'BUILD_INPUT_INVALID',
    });
  });

  it('fails with its name, its command and what it said', async () => {
    const failing = run({ env: plain, files: [command('web', 'echo no such module; exit 2', ['x'])] });
    await expect(failing).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringMatching(/^web: .*exit code 2$/),
      output: ['no such module'],
    });
  });

  it('is never given a secret, not even one that it asks for', async () => {
    const files = [command('any', 'env > made', ['made'])];
    const environment = { ...process.env, API_TOKEN: 'canary', OTHER: 'fine' };
    await expect(
      run({ env: { pass: ['API_TOKEN'], set: {} }, files }, { environment }),
    ).rejects.toMatchObject({ code: 'ENV_SECRET' });
    const built = await run({ env: { pass: ['OTHER'], set: {} }, files }, { environment });
    expect(await textOf(built, 'made')).toContain('OTHER=fine');
    expect(await textOf(built, 'made')).not.toContain('canary');
  });
});

describe('a node builder', () => {
  const node = (more: Partial<Extract<Builder, { kind: 'node' }>>): Builder => ({
    ...common,
    id: 'web',
    kind: 'node',
    dir: '.',
    install: [],
    run: ['node', 'scripts/build.mjs'],
    pack: false,
    outputs: [{ path: 'dist' }],
    ...more,
  });
  const [major] = process.versions.node.split('.');

  it.each([{ version: major ?? '' }, { version: process.versions.node }])(
    'runs with the pinned Node $version',
    async ({ version }) => {
      expect((await run({ env: plain, files: [node({ version })] })).outcome.files).toHaveLength(2);
    },
  );

  it.each(['4', '2', `${major}.999`])('refuses another Node than %s', async (version) => {
    await expect(run({ env: plain, files: [node({ version })] })).rejects.toMatchObject({
      code: 'TOOL_VERSION_MISMATCH',
    });
  });

  it('packs a package that lies in a directory', async () => {
    const from = createWidget({
      dir: join(root, 'nested'),
      tag: 'v1.2.0',
      change: (dir) => {
        mkdirSync(join(dir, 'packages/inner'), { recursive: true });
        writeFileSync(
          join(dir, 'packages/inner/package.json'),
          '{ "name": "@acme/inner", "version": "0.1.0" }\n',
        );
      },
    });
    const { outcome } = await run(
      { env: plain, files: [node({ dir: 'packages/inner', run: [], pack: true, outputs: [] })] },
      { from },
    );
    expect(outcome.files).toMatchObject([{ path: 'acme-inner-0.1.0.tgz', packed: true }]);
  });
});

describe('a go builder', () => {
  const go: Builder = {
    ...common,
    id: 'tool',
    kind: 'go',
    package: './cmd/tool',
    binary: 'tool',
    flags: ['-mod=vendor'],
    tags: ['netgo', 'osusergo'],
    ldflags: ['-s', '-X main.version={version}', '-X main.built={commitTime}'],
    buildvcs: true,
    cgo: false,
    targets: [{ platform: { os: 'windows', architecture: 'arm', variant: 'v7' }, target: 'windows_armv7' }],
  };
  const bin = join(root, 'bin');
  let from: Widget;
  beforeAll(() => {
    // Stands in for Go: writes down how it was called.
    mkdirSync(bin);
    const fake =
      '#!/bin/sh\n[ "$1" = version ] && { echo "go version ${GOTOOLCHAIN} linux/amd64"; exit; }\nwhile [ "$1" != -o ]; do shift; done\n{ git status --porcelain; env | grep -E "^(CGO|GO)" | grep -v CACHE | sort; } > "$2"\n';
    writeFileSync(join(bin, 'go'), fake);
    chmodSync(join(bin, 'go'), 0o755);
    from = createWidget({
      dir: join(root, 'with-go'),
      tag: 'v1.2.0',
      change: (dir) => writeFileSync(join(dir, 'go.mod'), 'module widget\n\ngo 1.26.5\n'),
    });
  });
  const environment = {
    ...process.env,
    PATH: `${bin}:${process.env['PATH']}`,
    GOFLAGS: '-buildvcs=false',
    GOTOOLCHAIN: 'local',
    GOOS: 'plan9',
    GOPROXY: 'off',
  };

  it('W28: calls Go with every word that changes what it makes, and from a clean tree', async () => {
    const site = command('site', 'mkdir d; echo x > d/page', ['d']);
    const built = await run(
      { env: plain, files: [{ ...go, inputs: [{ from: 'site', to: 'internal/ui' }] }, site] },
      { from, environment },
    );
    expect(built.outcome.files.find(({ builder }) => builder === 'tool')).toMatchObject({
      path: 'tool.exe',
      output: 'tool.exe',
      platform: { os: 'windows' },
    });
    expect(await textOf(built, 'tool.exe')).toBe(
      'CGO_ENABLED=0\nGOARCH=arm\nGOARM=7\nGOENV=off\nGOFLAGS=\nGOOS=windows\nGOPROXY=off\nGOTOOLCHAIN=go1.26.5\n',
    );
    expect(built.said).toContain(
      'go build -trimpath -buildvcs=true -mod=vendor -tags=netgo,osusergo -ldflags -s -X main.version=1.2.0 -X main.built=2026-03-04T05:06:07+02:00 -o .git/colophon/tool.exe ./cmd/tool',
    );
    expect(built.outcome.tools).toEqual([{ name: 'go', version: 'go1.26.5' }]);
  });

  it('takes the toolchain that the configuration names', async () => {
    const { outcome } = await run(
      { env: plain, files: [{ ...go, toolchain: 'go1.27.0' }] },
      { from, environment },
    );
    expect(outcome.tools).toEqual([{ name: 'go', version: 'go1.27.0' }]);
  });
});

describe('a prebuilt file', () => {
  const prebuilt = (path: string): Builder => ({ ...common, id: 'given', kind: 'prebuilt', path });

  it('may be a directory', async () => {
    const { outcome } = await run({ env: plain, files: [prebuilt('src/')] });
    expect(outcome.files).toMatchObject([
      { path: 'src/widget.mjs', output: 'src', executable: true, origin: 'prebuilt' },
    ]);
  });

  it.each([
    {
      name: 'a pointer to it',
      make: (path: string) =>
        writeFileSync(path, 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n'),
    },
    { name: 'a link to it', make: (path: string) => symlinkSync('../README.md', path) },
  ])('is not taken when it is only $name', async ({ name, make }) => {
    const from = createWidget({ dir: join(root, name), change: (dir) => make(join(dir, 'vendor/given')) });
    await expect(run({ env: plain, files: [prebuilt('vendor/given')] }, { from })).rejects.toMatchObject({
      code: 'SOURCE_FILE_MISSING',
    });
  });

  it.each(['nowhere', 'vendor/tab', '../widget/LICENSE', '/etc/passwd'])(
    'is not taken from %s',
    async (path) => {
      await expect(run({ env: plain, files: [prebuilt(path)] })).rejects.toMatchObject({
        code: 'SOURCE_FILE_MISSING',
      });
    },
  );
});

it('a release that builds nothing still says which run it is', async () => {
  const { outcome } = await run({ env: plain, files: [] });
  expect(outcome).toEqual({
    files: [],
    images: [],
    tools: [],
    invocationId: workflowRun.runInvocationUri,
    caches: 'empty',
  });
  expect(build.says(outcome)).toBe('nothing to build');
});

describe('an image of layers', () => {
  // ELF headers for the platform's machine, written by a shell that knows both.
  const script =
    'case {arch} in amd64) m=">" ;; *) m="\\267" ;; esac; ' +
    String.raw`printf "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0$m\0" > cli; chmod 700 cli`;
  const cli = command('cli', script, ['cli'], {
    targets: [AMD64, ARM64].map((platform) => ({ platform, target: targetOf(platform) })),
  });
  const page = command('page', 'umask 077; mkdir -p out/a; echo b > out/b; echo c > out/a/c', ['out']);
  const images = [imageRule({ files: [layerFile('cli', '/widget'), layerFile('page', '/srv')] })];

  it('waits for its builders, and is the same to the byte in another checkout', async () => {
    const built = await run({ env: plain, files: [cli, page], images });
    expect(
      built.outcome.images.map(({ image, manifest, holds }) => [
        image,
        manifest.platform.architecture,
        ...holds.map(({ path, file }) => `${path} ${file.target ?? '-'} ${file.executable}`),
      ]),
    ).toEqual([
      ['widget', 'amd64', 'srv/a/c - false', 'srv/b - false', 'widget linux_amd64 true'],
      ['widget', 'arm64', 'srv/a/c - false', 'srv/b - false', 'widget linux_arm64 true'],
    ]);
    expect(build.says(built.outcome)).toBe('4 files by 2 builders, 1 image for linux/amd64, linux/arm64');
    const again = await run({ env: plain, files: [cli, page], images });
    expect(again.outcome.images).toEqual(built.outcome.images);
  });

  it('is refused when a builder gives a program for another machine', async () => {
    const wrong = { ...cli, commands: [{ run: ['sh', '-c', script.replace('{arch}', 'amd64')] }] } as Builder;
    await expect(run({ env: plain, files: [wrong, page], images })).rejects.toMatchObject({
      code: 'IMAGE_ARCHITECTURE_MISMATCH',
      message: expect.stringContaining('/widget (cli of cli) in the image widget is a program for amd64'),
    });
  });
});
