import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { present } from '../../../test/support/present.ts';
import { baseImage } from '../../../test/support/base-image.ts';
import {
  copyLayout,
  type FakeBehaviour,
  type FakeBuilders,
  fakeBuilders,
  writeLayout,
} from '../../../test/support/fake-builders.ts';
import { createMemoryStore } from '../../../test/support/memory-store.ts';
import type { BuilderChoice, BuilderChoices } from '../../domain/builder-choice.ts';
import { hexOf } from '../../domain/digest.ts';
import type { Failure } from '../../domain/failure.ts';
import type { ImageBuilder, ImageBuildRequest } from '../../ports/image-builder.ts';
import type { Store } from '../../ports/store.ts';
import { createImageBuilder } from './image-builder.ts';

const root = mkdtempSync(join(tmpdir(), 'colophon-builders-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const AMD64 = { os: 'linux', architecture: 'amd64' };
const BASE = 'docker.io/library/busybox:1.35@sha256:aa';
const made = baseImage([{ platform: AMD64, layers: [[{ path: 'a', content: 'a' }]] }]);
const manifest = present(made.manifests[0]);
const listed = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: manifest, size: 0 };
const layout = writeLayout(join(root, 'layout'), made.content, [{ ...listed, platform: AMD64 }]);
const layer = present(made.layers[0]);

const checkout = join(root, 'checkout');
mkdirSync(join(checkout, 'docker'), { recursive: true });
writeFileSync(join(checkout, 'docker', 'Dockerfile'), 'FROM scratch\nRUN false\n');
writeFileSync(join(checkout, '.dockerignore'), 'docs');
symlinkSync(tmpdir(), join(checkout, 'away'));

interface Bench {
  readonly builder: ImageBuilder;
  readonly store: Store;
  readonly fakes: FakeBuilders;
  readonly scratch: string;
  readonly interrupt: () => void;
}

let benches = 0;
const bench = (
  names: readonly string[],
  behaviour: FakeBehaviour = {},
  { choices = {}, env = {} }: { choices?: BuilderChoices; env?: Record<string, string> } = {},
): Bench => {
  const dir = join(root, `bench-${(benches += 1)}`);
  const fakes = fakeBuilders(dir, names, { layout, ...behaviour });
  const store = createMemoryStore();
  const scratch = join(dir, 'scratch');
  const aborted = new AbortController();
  const builder = createImageBuilder({
    choices,
    locate: () => checkout,
    store,
    environment: {
      PATH: fakes.bin,
      HOME: join(dir, 'home'),
      GITHUB_TOKEN: 'x',
      HTTPS_PROXY: 'http://p:1',
      ...env,
    },
    scratch,
    signal: aborted.signal,
    grace: 20,
  });
  return { builder, store, fakes, scratch, interrupt: () => aborted.abort(new Error('interrupted')) };
};

const WORKER = 'worker v0.31.2 linux/amd64 linux/amd64/v2 linux/arm64';
const BUILDKIT: BuilderChoice = { kind: 'buildkit', address: 'unix:///run/own.sock' };
const request: ImageBuildRequest = {
  image: 'app',
  platform: AMD64,
  handle: 'one',
  file: 'docker/Dockerfile',
  context: '.',
  args: { VERSION: 'v1.2.0' },
  labels: { vendor: 'Acme, "Ltd"' },
  substitutes: { [BASE]: layout },
  epoch: 1700000000,
  timeout: 30,
  line: () => undefined,
};

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing',
    (error: unknown) => (error as Failure).code,
  );

const failureOf = async (promise: Promise<unknown>): Promise<Failure> => {
  try {
    await promise;
  } catch (error) {
    return error as Failure;
  }
  throw new Error('nothing failed');
};

const ROOM = new RegExp(`${root}/bench-\\d+/scratch/build-[A-Za-z0-9]+`, 'g');

/** Arguments without the path of the room, which is another each time. */
const plain = (argv: readonly string[] | undefined): readonly string[] =>
  (argv ?? []).map((word) => word.replaceAll(ROOM, 'ROOM'));

describe('buildctl', () => {
  it('is given everything by name, no cache, no attestation, and a layout to fill', async () => {
    const { builder, fakes } = bench(['buildctl'], {}, { choices: { '*': BUILDKIT } });
    await builder.build({ ...request, target: 'runtime' });
    const [call] = fakes.calls();
    expect(plain(call?.argv)).toEqual([
      'buildctl',
      '--addr',
      'unix:///run/own.sock',
      'build',
      '--progress=plain',
      '--frontend=dockerfile.v0',
      '--no-cache',
      '--local',
      `context=${checkout}`,
      '--local',
      'dockerfile=ROOM/dockerfile',
      '--opt',
      'filename=Dockerfile',
      '--opt',
      'platform=linux/amd64',
      '--opt',
      'target=runtime',
      '--opt',
      'build-arg:SOURCE_DATE_EPOCH=1700000000',
      '--opt',
      'build-arg:VERSION=v1.2.0',
      '--opt',
      'label:vendor=Acme, "Ltd"',
      '--oci-layout',
      `base0=ROOM/base-${hexOf(manifest).slice(0, 16)}`,
      '--opt',
      `context:busybox:1.35@sha256:aa=oci-layout://base0@${manifest}`,
      '--output',
      'type=oci,tar=false,dest=ROOM/layout,oci-mediatypes=true,compression=gzip,force-compression=true,rewrite-timestamp=true',
    ]);
  });

  it('sees no credential, no home of the user, and the proxies', async () => {
    const { builder, fakes } = bench(['buildctl'], {}, { choices: { '*': BUILDKIT } });
    await builder.build(request);
    const [call] = fakes.calls();
    expect(call?.env).not.toHaveProperty('GITHUB_TOKEN');
    expect(call?.env['HOME']).toMatch(/\/scratch\/build-\w+\/home$/);
    expect(call?.env['HTTPS_PROXY']).toBe('http://p:1');
    expect(call?.docker).toEqual({ 'config.json': '{}' });
  });

  it('is shown the Dockerfile with a list of ignored files that keeps .git out', async () => {
    const { builder, fakes } = bench(['buildctl'], {}, { choices: { '*': BUILDKIT } });
    await builder.build(request);
    await builder.build({ ...request, args: { BUILDKIT_CONTEXT_KEEP_GIT_DIR: '1' } });
    const [without, kept] = fakes.calls().map(({ dockerfiles }) => dockerfiles);
    expect(without).toEqual({
      Dockerfile: 'FROM scratch\nRUN false\n',
      'Dockerfile.dockerignore': 'docs\n.git\n',
    });
    expect(kept?.['Dockerfile.dockerignore']).toBe('docs');
  });

  it('shows its certificates to a builder on another machine', async () => {
    const certificates = {
      ca: '/tls/ca.pem',
      cert: '/tls/cert.pem',
      key: '/tls/key.pem',
      serverName: 'builder',
    };
    const choices = { '*': { ...BUILDKIT, address: 'tcp://builder.example:1234', certificates } };
    const { builder, fakes } = bench(['buildctl'], {}, { choices });
    await builder.build(request);
    expect(fakes.calls()[0]?.argv.slice(0, 11).join(' ')).toBe(
      'buildctl --addr tcp://builder.example:1234 --tlscacert /tls/ca.pem --tlscert /tls/cert.pem --tlskey /tls/key.pem --tlsservername builder',
    );
  });

  it('says its version and whether its machine is of a platform, asked once', async () => {
    const answers = [{ when: 'debug workers', say: WORKER }];
    const { builder, fakes } = bench(['buildctl'], { answers }, { choices: { '*': BUILDKIT } });
    expect(await builder.chosen(AMD64)).toEqual({
      tool: { name: 'buildkit', version: 'v0.31.2' },
      native: true,
    });
    expect((await builder.chosen({ os: 'linux', architecture: 'arm64' })).native).toBe(false);
    expect(fakes.calls()).toHaveLength(1);
  });

  it('that does not answer is unreachable, before a build and during one', async () => {
    const dead =
      'error: failed to list workers: Unavailable: connection error: desc = "transport: dial unix"';
    const answers = [{ when: 'buildctl', say: dead, code: 1 }];
    const { builder } = bench(['buildctl'], { answers }, { choices: { '*': BUILDKIT } });
    expect(await codeOf(builder.chosen(AMD64))).toBe('BUILDER_UNREACHABLE');
    const failure = await failureOf(builder.build(request));
    expect(failure.code).toBe('BUILDER_UNREACHABLE');
    expect(failure.message).toContain('unix:///run/own.sock');
  });
});

describe('docker buildx', () => {
  const BUILDX: BuilderChoices = { '*': { kind: 'buildx' } };
  const answers = [
    { when: 'buildx version', say: 'github.com/docker/buildx v0.38.2 abc' },
    {
      when: 'buildx inspect',
      say: 'Name: r\nBuildKit version: v0.31.2\nPlatforms: linux/arm64*, linux/arm\nPlatforms: linux/amd64, linux/386',
    },
  ];

  it('is given everything by name, no cache, no attestation, and a layout to fill', async () => {
    const { builder, fakes } = bench(['docker'], {}, { choices: BUILDX });
    await builder.build({ ...request, target: 'runtime' });
    expect(plain(fakes.calls()[0]?.argv)).toEqual([
      'docker',
      'buildx',
      'build',
      '--progress=plain',
      '--no-cache',
      '--provenance=false',
      '--sbom=false',
      '--platform=linux/amd64',
      '--file=ROOM/dockerfile/Dockerfile',
      '--target=runtime',
      '--build-arg',
      'SOURCE_DATE_EPOCH=1700000000',
      '--build-arg',
      'VERSION=v1.2.0',
      '--label',
      'vendor=Acme, "Ltd"',
      '--build-context',
      `busybox:1.35@sha256:aa=oci-layout://ROOM/base-${hexOf(manifest).slice(0, 16)}@${manifest}`,
      '--output=type=oci,tar=false,dest=ROOM/layout,oci-mediatypes=true,compression=gzip,force-compression=true,rewrite-timestamp=true',
      checkout,
    ]);
  });

  it('finds the user’s builders and plugins, and none of their credentials', async () => {
    const config = join(root, 'docker-config');
    mkdirSync(join(config, 'cli-plugins'), { recursive: true });
    const auths = { 'ghcr.io': { auth: 'c2VjcmV0' } };
    writeFileSync(
      join(config, 'config.json'),
      JSON.stringify({ auths, credsStore: 'desktop', currentContext: 'rootless' }),
    );
    const { builder, fakes } = bench(['docker'], {}, { choices: BUILDX, env: { DOCKER_CONFIG: config } });
    await builder.build(request);
    expect(fakes.calls()[0]?.docker).toEqual({
      'cli-plugins': join(config, 'cli-plugins'),
      'config.json': '{"currentContext":"rootless"}',
    });
  });

  it('is native where one of its machines is', async () => {
    const { builder } = bench(['docker'], { answers }, { choices: BUILDX });
    const tool = { name: 'buildx', version: 'v0.38.2 (BuildKit v0.31.2)' };
    expect(await builder.chosen(AMD64)).toEqual({ tool, native: true });
    expect((await builder.chosen({ os: 'linux', architecture: 'arm64' })).native).toBe(true);
    expect((await builder.chosen({ os: 'linux', architecture: '386' })).native).toBe(false);
  });

  it('is missing where docker has no such plugin', async () => {
    const say = "docker: 'buildx' is not a docker command.";
    const { builder } = bench(
      ['docker'],
      { answers: [{ when: 'buildx', say, code: 1 }] },
      { choices: BUILDX },
    );
    expect(await codeOf(builder.chosen(AMD64))).toBe('TOOL_MISSING');
  });

  it('that cannot write layouts is told what to do', async () => {
    const say = 'ERROR: OCI exporter is not supported for the docker driver.';
    const { builder } = bench(
      ['docker'],
      { answers: [{ when: 'build', say, code: 1 }] },
      { choices: BUILDX },
    );
    const failure = await failureOf(builder.build(request));
    expect(failure.code).toBe('BUILD_FAILED');
    expect(failure.remedy).toContain('docker buildx create');
  });
});

describe('buildah', () => {
  const BUILDAH: BuilderChoices = { '*': { kind: 'buildah' } };
  const version = { when: '--version', say: 'buildah version 1.28.2 (image-spec 1.1.0)' };

  it('takes a layout into a storage of the room, builds without layers to keep, and pushes into a layout', async () => {
    const { builder, fakes } = bench(['buildah'], { answers: [version] }, { choices: BUILDAH });
    await builder.build({ ...request, target: 'runtime' });
    const base = `base-${hexOf(manifest).slice(0, 16)}`;
    const storage = ['buildah', '--root=ROOM/storage', '--runroot=ROOM/storage.run', '--storage-driver=vfs'];
    expect(fakes.calls().map(({ argv }) => plain(argv))).toEqual([
      ['buildah', '--version'],
      [...storage, 'pull', '--quiet', '--platform=linux/amd64', `oci:${base}`],
      [
        ...storage,
        'build',
        '--isolation=chroot',
        '--no-cache',
        '--layers=false',
        '--pull=false',
        '--format=oci',
        '--identity-label=false',
        '--timestamp=1700000000',
        '--platform=linux/amd64',
        '--file=ROOM/dockerfile/Dockerfile',
        '--ignorefile=ROOM/dockerfile/Dockerfile.dockerignore',
        '--target=runtime',
        '--build-arg',
        'SOURCE_DATE_EPOCH=1700000000',
        '--build-arg',
        'VERSION=v1.2.0',
        '--label',
        'vendor=Acme, "Ltd"',
        '--build-context',
        `${BASE}=docker-image://localhost/${base}:latest`,
        '--tag',
        'localhost/colophon:build',
        checkout,
      ],
      [
        ...storage,
        'push',
        '--quiet',
        '--format=oci',
        '--compression-format=gzip',
        'localhost/colophon:build',
        'oci:ROOM/layout',
      ],
    ]);
  });

  it('is native where this machine is', async () => {
    const { builder } = bench(['buildah'], { answers: [version] }, { choices: BUILDAH });
    const chosen = await builder.chosen(AMD64);
    expect(chosen.tool).toEqual({ name: 'buildah', version: '1.28.2' });
    expect(chosen.native).toBe(process.platform === 'linux' && machine() === 'x86_64');
  });

  it('says where the step stands that failed', async () => {
    const say = 'Error: building at STEP "RUN false": exit status 1';
    const { builder } = bench(
      ['buildah'],
      { answers: [version, { when: ' build ', say, code: 1 }] },
      { choices: BUILDAH },
    );
    const failure = await failureOf(builder.build(request));
    expect(failure).toMatchObject({ code: 'BUILD_FAILED', at: 'docker/Dockerfile:2', output: [say] });
  });

  it('isolates as BUILDAH_ISOLATION says, and not as something else says', async () => {
    for (const [said, kind] of [
      ['oci', 'oci'],
      ['--privileged', 'chroot'],
    ] as const) {
      const { builder, fakes } = bench(
        ['buildah'],
        { answers: [version] },
        { choices: BUILDAH, env: { BUILDAH_ISOLATION: said } },
      );
      await builder.build(request);
      expect(fakes.calls()[2]?.argv).toContain(`--isolation=${kind}`);
    }
  });

  it.each([
    { name: 'is configured as the machine says', said: '/etc/own.conf', seen: '/etc/own.conf' },
    {
      name: 'is configured by no file of the directory that it is started in',
      said: 'own.conf',
      seen: undefined,
    },
  ])('$name', async ({ said, seen }) => {
    const options = { choices: BUILDAH, env: { CONTAINERS_CONF: said } };
    const { builder, fakes } = bench(['buildah'], { answers: [version] }, options);
    await builder.build(request);
    expect(fakes.calls()[2]?.env['CONTAINERS_CONF']).toBe(seen);
  });
});

describe('a build', () => {
  const choices = { '*': BUILDKIT };

  it('ends with everything that the layout lists in the store, and no room left', async () => {
    const { builder, store, scratch } = bench(['buildctl'], {}, { choices });
    const descriptors = await builder.build(request);
    const size = made.content.get(manifest)?.length;
    expect(descriptors).toEqual([{ ...listed, size, platform: AMD64 }]);
    const reached = [...made.content.keys()].filter((digest) => digest !== made.index);
    expect(await Promise.all(reached.map(store.has))).toEqual(reached.map(() => true));
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('that fails says why, where, and what was printed last, and leaves no room', async () => {
    const rule = '-'.repeat(20);
    const lines = [
      'Dockerfile:2',
      rule,
      '   2 | >>> RUN false',
      rule,
      'error: failed to solve: process "/bin/sh -c false" did not complete successfully: exit code: 1',
    ];
    const answers = [{ when: 'build', say: lines.join('\n'), code: 1 }];
    const { builder, scratch } = bench(['buildctl'], { answers }, { choices });
    const failure = await failureOf(builder.build(request));
    expect(failure).toMatchObject({ code: 'BUILD_FAILED', at: 'docker/Dockerfile:2', output: lines });
    expect(failure.message).toBe(
      'image app for linux/amd64 could not be built: process "/bin/sh -c false" did not complete successfully: exit code: 1',
    );
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('that hangs is ended, also where it ignores being told to', async () => {
    const answers = [{ when: 'build', say: 'waiting', hang: true }];
    const { builder, scratch } = bench(['buildctl'], { answers }, { choices });
    const failure = await failureOf(builder.build({ ...request, timeout: 0.5 }));
    expect(failure).toMatchObject({ code: 'BUILD_TIMEOUT' });
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('that is interrupted ends with the interruption, and leaves no room', async () => {
    const answers = [{ when: 'build', say: 'waiting', hang: true }];
    const { builder, scratch, interrupt } = bench(['buildctl'], { answers }, { choices });
    const failure = await failureOf(
      builder.build({ ...request, line: (text) => (text === 'waiting' ? interrupt() : undefined) }),
    );
    expect(failure.message).toBe('interrupted');
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('shows lines that cannot harm a terminal, and none that are empty', async () => {
    const answers = [{ when: 'build', say: 'one\n\n\u202etwo\u001b[31m' }];
    const { builder } = bench(['buildctl'], { answers }, { choices });
    const lines: string[] = [];
    await builder.build({ ...request, line: (text) => lines.push(text) });
    expect(lines).toEqual(['one', '\\u{202e}two']);
  });

  const hexOfLayer = hexOf(layer.digest);
  it.each([
    { name: 'is none', lie: (dir: string) => unlinkSync(join(dir, 'oci-layout')) },
    {
      name: 'lists nothing',
      lie: (dir: string) => writeFileSync(join(dir, 'index.json'), '{"manifests":[]}'),
    },
    { name: 'lacks a layer', lie: (dir: string) => unlinkSync(join(dir, 'blobs/sha256', hexOfLayer)) },
    {
      name: 'lacks the manifest',
      lie: (dir: string) => unlinkSync(join(dir, 'blobs/sha256', hexOf(manifest))),
    },
    {
      name: 'holds other bytes under a digest',
      lie: (dir: string) => writeFileSync(join(dir, 'blobs/sha256', hexOfLayer), 'x'.repeat(layer.size)),
    },
    {
      name: 'has a link in the place of a layer',
      lie: (dir: string) => {
        unlinkSync(join(dir, 'blobs/sha256', hexOfLayer));
        symlinkSync('/etc/hostname', join(dir, 'blobs/sha256', hexOfLayer));
      },
    },
    {
      name: 'is listed in JSON that is none',
      lie: (dir: string) => writeFileSync(join(dir, 'index.json'), '{'),
    },
  ])('whose layout $name is refused', async ({ lie }) => {
    const lying = copyLayout(layout, mkdtempSync(join(root, 'lying-')));
    lie(lying);
    const { builder } = bench(['buildctl'], { layout: lying }, { choices });
    expect(await codeOf(builder.build(request))).toBe('OUTPUT_INVALID');
  });

  it.each([
    { name: 'a Dockerfile that is not there', change: { file: 'nothing' }, code: 'BUILD_FAILED' },
    { name: 'a context that is a file', change: { context: 'docker/Dockerfile' }, code: 'BUILD_FAILED' },
    { name: 'a Dockerfile outside', change: { file: '../Dockerfile' }, code: 'OUTPUT_OUTSIDE' },
    {
      name: 'a context behind a link that leads outside',
      change: { context: 'away' },
      code: 'OUTPUT_OUTSIDE',
    },
    {
      name: 'a substitute by tag',
      change: { substitutes: { a: 'ghcr.io/a/b:1' } },
      code: 'BUILD_INPUT_INVALID',
    },
    {
      name: 'a substitute that the layout does not hold',
      change: { substitutes: { a: `${layout}@${layer.digest}` } },
      code: 'BUILD_INPUT_INVALID',
    },
    {
      name: 'a substitute that is no layout',
      change: { substitutes: { a: checkout } },
      code: 'TARGET_MISSING',
    },
  ])('from $name is refused', async ({ change, code }) => {
    const { builder, fakes } = bench(['buildctl'], {}, { choices });
    expect(await codeOf(builder.build({ ...request, ...change }))).toBe(code);
    expect(fakes.calls()).toEqual([]);
  });

  it('takes a base out of the store, and fails where it is not whole there', async () => {
    const { builder, store, fakes } = bench(['buildctl'], {}, { choices });
    const blobs = [...made.content].filter(([digest]) => digest !== made.index);
    for (const [digest, bytes] of blobs) if (digest !== layer.digest) await store.write(bytes, 'any');
    const content = { ...listed, size: made.content.get(manifest)?.length ?? 0 };
    const asked = { ...request, substitutes: {}, instead: { [BASE]: content } };
    expect(await codeOf(builder.build(asked))).toBe('BLOB_MISSING');
    await store.write(made.content.get(layer.digest) ?? new Uint8Array(), 'any');
    await builder.build(asked);
    expect(plain(fakes.calls()[0]?.argv).join(' ')).toContain(
      `--oci-layout base0=ROOM/base-${hexOf(manifest).slice(0, 16)} --opt context:busybox:1.35@sha256:aa=oci-layout://base0@${manifest}`,
    );
  });

  it('takes a base from a registry by digest', async () => {
    const { builder, fakes } = bench(['buildctl'], {}, { choices });
    await builder.build({ ...request, substitutes: { [BASE]: `ghcr.io/acme/base@${manifest}` } });
    expect(fakes.calls()[0]?.argv).toContain(
      `context:busybox:1.35@sha256:aa=docker-image://ghcr.io/acme/base@${manifest}`,
    );
  });
});

describe('without a choice', () => {
  const dead = { when: 'buildctl', say: 'connection error: desc = "dial"', code: 1 };
  const buildx = [
    { when: 'buildx version', say: 'github.com/docker/buildx v0.38.2' },
    { when: 'buildx inspect', say: 'Platforms: linux/amd64' },
  ];
  const buildah = { when: '--version', say: 'buildah version 1.28.2' };
  const all = ['buildctl', 'docker', 'buildah'];

  it.each([
    {
      name: 'BuildKit, where it answers',
      names: all,
      answers: [{ when: 'debug', say: WORKER }],
      is: 'buildkit',
    },
    { name: 'docker buildx, where it does not', names: all, answers: [dead, ...buildx], is: 'buildx' },
    {
      name: 'buildah, where docker does not either',
      names: all,
      answers: [dead, { when: 'docker', code: 1 }, buildah],
      is: 'buildah',
    },
    { name: 'buildah, where it is alone', names: ['buildah'], answers: [buildah], is: 'buildah' },
  ])('builds $name', async ({ names, answers, is }) => {
    const { builder } = bench(names, { answers });
    expect((await builder.chosen(AMD64)).tool.name).toBe(is);
  });

  it('asks BuildKit at the usual socket, and at its own user’s', async () => {
    const { builder, fakes } = bench(
      ['buildctl'],
      { answers: [dead] },
      { env: { XDG_RUNTIME_DIR: '/run/user/7' } },
    );
    expect(await codeOf(builder.chosen(AMD64))).toBe('TOOL_MISSING');
    expect(fakes.calls().map(({ argv }) => argv[2])).toEqual([
      'unix:///run/buildkit/buildkitd.sock',
      'unix:///run/user/7/buildkit/buildkitd.sock',
    ]);
  });

  it('does not pass over a BuildKit that the user names', async () => {
    const env = { BUILDKIT_HOST: 'tcp://127.0.0.1:1' };
    const { builder } = bench(all, { answers: [dead, buildah] }, { env });
    expect(await codeOf(builder.chosen(AMD64))).toBe('BUILDER_UNREACHABLE');
  });
});

describe('a choice', () => {
  it('is made by platform', async () => {
    const answers = [
      { when: 'debug', say: WORKER },
      { when: '--version', say: 'buildah version 1.28.2' },
    ];
    const choices: BuilderChoices = { '*': { kind: 'buildah' }, 'linux/arm64': BUILDKIT };
    const { builder } = bench(['buildctl', 'buildah'], { answers }, { choices });
    expect((await builder.chosen(AMD64)).tool.name).toBe('buildah');
    expect((await builder.chosen({ os: 'linux', architecture: 'arm64' })).tool.name).toBe('buildkit');
  });

  it('whose program is missing is not replaced by another', async () => {
    const { builder } = bench(['buildah'], {}, { choices: { '*': BUILDKIT } });
    expect(await codeOf(builder.chosen(AMD64))).toBe('TOOL_MISSING');
  });

  it.each([
    { name: 'another machine without certificates', address: 'tcp://builder.example:1234' },
    { name: 'a name that only begins like this machine', address: 'tcp://127.0.0.1.example:1234' },
    { name: 'a flag', address: '--debug' },
    { name: 'nothing', address: '' },
  ])('of $name is refused', async ({ address }) => {
    const { builder, fakes } = bench(['buildctl'], {}, { choices: { '*': { kind: 'buildkit', address } } });
    expect(await codeOf(builder.build(request))).toBe('BUILDER_INVALID');
    expect(fakes.calls()).toEqual([]);
  });
});
