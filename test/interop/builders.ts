// Builders of Dockerfiles for real: BuildKit by buildctl (here, and over TLS), docker buildx, buildah.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type BuilderBench, createBuilderBench, fileIn, readImage, request } from './builder-bench.ts';
import { builderChecks, codeOf, failureOf } from './builder-checks.ts';
import { createBuilderAuthority, startBuildkit } from './buildkit-daemon.ts';
import { type CheckResult, run } from './kit.ts';
import { equal } from './layouts.ts';

/** buildctl to a socket, and to a builder that wants a certificate; the same image by both. */
export const buildctlChecks = async (scratch: string, bin: string): Promise<readonly CheckResult[]> => {
  const bench = await createBuilderBench(scratch, bin);
  const authority = await createBuilderAuthority(join(scratch, 'certificates'));
  const { server, client, stranger } = authority;
  const near = await startBuildkit(bin, join(scratch, 'near'));
  const far = await startBuildkit(bin, join(scratch, 'far'), { port: await freePort(), server, client });
  try {
    const kind = 'buildkit';
    const here = await builderChecks(bench, {
      name: 'buildctl',
      tool: kind,
      choice: { kind, address: near.address },
    });
    const choice = { kind, address: far.address } as const;
    const there = await builderChecks(bench, {
      name: 'buildctl over TLS',
      tool: kind,
      choice: { ...choice, certificates: client },
    });
    const named = bench.builder({ ...choice, certificates: { ...client, serverName: 'builder.test' } });
    const asked = async (certificates: Parameters<typeof bench.builder>[0]): Promise<string> => {
      const builder = bench.builder(certificates);
      return `${codeOf(await failureOf(builder.chosen(AMD64)))} ${codeOf(await failureOf(builder.build(request(bench))))}`;
    };
    const refused = 'BUILDER_UNREACHABLE BUILDER_UNREACHABLE';
    return [
      ...here.results,
      ...(await mislabelledChecks(bench, 'buildctl', { kind, address: near.address })),
      ...(await pulledChecks(bench, bin, 'buildctl', { kind, address: near.address }, here.digest)),
      ...there.results,
      equal('two BuildKits make the same image', there.digest, here.digest),
      equal(
        'a builder is known by the name that is demanded',
        String((await named.chosen(AMD64)).native),
        'true',
      ),
      equal(
        'a builder of another name is not believed',
        await asked({ ...choice, certificates: { ...client, serverName: 'other.test' } }),
        refused,
      ),
      equal('the builder refuses who shows no certificate', await asked(choice), refused),
      equal(
        'the builder refuses who shows another authority’s',
        await asked({ ...choice, certificates: stranger }),
        refused,
      ),
      equal(
        'nobody listening is said to be unreachable',
        await asked({ kind, address: `unix://${join(scratch, 'nobody')}` }),
        refused,
      ),
    ];
  } finally {
    await near.stop();
    await far.stop();
  }
};

/** docker buildx with a builder that the user has made: one of its `remote` driver needs no Docker engine. */
export const buildxChecks = async (scratch: string, bin: string): Promise<readonly CheckResult[]> => {
  const bench = await createBuilderBench(scratch, bin);
  const daemon = await startBuildkit(bin, join(scratch, 'buildkit'));
  try {
    const home = join(scratch, 'home');
    const plugins = join(home, '.docker', 'cli-plugins');
    await mkdir(plugins, { recursive: true });
    await copyFile(join(bin, BUILDX), join(plugins, BUILDX));
    const env = { HOME: home };
    const made = await run(
      'docker',
      ['buildx', 'create', '--driver=remote', '--use', '--name=own', daemon.address],
      {
        env: { ...process.env, ...env },
      },
    );
    if (made.status !== 0) throw new Error(`no builder for buildx: ${made.said}`);
    const buildx = await builderChecks(bench, {
      name: 'docker buildx',
      tool: 'buildx',
      choice: { kind: 'buildx' },
      env,
    });
    const direct = bench.builder({ kind: 'buildkit', address: daemon.address });
    const [same] = await direct.build(request(bench));
    return [
      ...buildx.results,
      equal('docker buildx and buildctl make the same image', buildx.digest, same?.digest ?? ''),
    ];
  } finally {
    await daemon.stop();
  }
};

/** buildah, with and without namespaces of its own; it refuses to label a base of one platform as another. */
export const buildahChecks = async (scratch: string, bin: string): Promise<readonly CheckResult[]> => {
  const bench = await createBuilderBench(scratch, bin);
  const before = existsSync('/var/lib/containers/storage');
  const buildah = await builderChecks(bench, {
    name: 'buildah',
    tool: 'buildah',
    choice: { kind: 'buildah' },
  });
  // A PATH without unshare, as where it is forbidden.
  const bare = await onlyPrograms(join(scratch, 'bare'), ['buildah', 'umount', 'env']);
  const plain = await builderChecks(bench, {
    name: 'buildah without namespaces of its own',
    tool: 'buildah',
    choice: { kind: 'buildah' },
    env: { PATH: bare },
  });
  const other = await failureOf(
    bench
      .builder({ kind: 'buildah' })
      .build(request(bench, { platform: { os: 'linux', architecture: 'arm64' } })),
  );
  return [
    ...buildah.results,
    ...plain.results,
    ...(await pulledChecks(bench, bin, 'buildah', { kind: 'buildah' })),
    equal('buildah makes the same image either way', plain.digest, buildah.digest),
    equal('buildah takes no base of another platform', codeOf(other), 'BUILD_FAILED'),
    equal(
      'buildah leaves the machine’s storage alone',
      String(existsSync('/var/lib/containers/storage')),
      String(before),
    ),
  ];
};

/** BuildKit labels what it is told to, whatever the base is: what checks images must look into them. */
const mislabelledChecks = async (
  bench: BuilderBench,
  name: string,
  choice: Parameters<BuilderBench['builder']>[0],
): Promise<readonly CheckResult[]> => {
  const builder = bench.builder(choice);
  const listed = await builder.build(request(bench, { platform: { os: 'linux', architecture: 'arm64' } }));
  const { manifest, config } = await readImage(builder.store, listed);
  const machine = Buffer.from(fileIn(builder.store, manifest, 'bin/busybox')).readUInt16LE(18);
  return [
    equal(
      `${name} labels an amd64 base arm64 without a word`,
      `${config.architecture} ${machine}`,
      'arm64 62',
    ),
  ];
};

/** A base in a registry of this machine, by digest and without a credential. */
const pulledChecks = async (
  bench: BuilderBench,
  bin: string,
  name: string,
  choice: Parameters<BuilderBench['builder']>[0],
  same?: string,
): Promise<readonly CheckResult[]> => {
  const port = await freePort();
  const registry = spawn(join(bin, 'crane'), ['registry', 'serve', `--address=127.0.0.1:${port}`], {
    stdio: 'ignore',
  });
  try {
    const repository = `127.0.0.1:${port}/acme/base`;
    let pushed = await run(join(bin, 'crane'), ['push', bench.base, repository]);
    for (let tries = 0; pushed.status !== 0 && tries < 20; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      pushed = await run(join(bin, 'crane'), ['push', bench.base, repository]);
    }
    const [, digest = 'nothing'] = /@(sha256:[0-9a-f]{64})/.exec(pushed.said) ?? [];
    const asked = request(bench);
    const substitutes = Object.fromEntries(
      Object.keys(asked.substitutes).map((from) => [from, `${repository}@${digest}`]),
    );
    const builder = bench.builder(choice);
    const [made] = await builder.build({ ...asked, substitutes });
    const results = [
      { name: `${name} takes a base from a registry by its digest`, passed: made !== undefined },
      equal(`${name} leaves nothing of it`, await builder.left(), ''),
    ];
    return same === undefined
      ? results
      : [...results, equal(`${name} makes the same image of it`, made?.digest ?? '', same)];
  } finally {
    registry.kill();
  }
};

const AMD64 = { os: 'linux', architecture: 'amd64' };
const BUILDX = 'docker-buildx';
/** Its `remote` driver speaks to any BuildKit. */
const BUILDX_VERSION = 'v0.38.2';

/** Builds Docker's plugin with Go where it is not there yet; answers why it could not. */
export const installBuildx = async (bin: string): Promise<string | undefined> => {
  if (existsSync(join(bin, BUILDX))) return undefined;
  const dir = await mkdtemp(join(tmpdir(), 'colophon-buildx-'));
  try {
    const module = 'github.com/docker/buildx';
    await writeFile(join(dir, 'go.mod'), `module peer\n\ngo 1.26\n\nrequire ${module} ${BUILDX_VERSION}\n`);
    const version = `-X ${module}/version.Version=${BUILDX_VERSION}`;
    const args = ['build', '-mod=mod', '-ldflags', version, '-o', BUILDX, `${module}/cmd/buildx`];
    const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-buildvcs=false' };
    const built = await run('go', args, { cwd: dir, env, timeout: 30 * 60_000 });
    if (built.status !== 0) return `${BUILDX} ${BUILDX_VERSION} could not be built`;
    await copyFile(join(dir, BUILDX), join(bin, BUILDX));
    return undefined;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
};

const onlyPrograms = async (dir: string, names: readonly string[]): Promise<string> => {
  await mkdir(dir);
  for (const name of names) {
    const found = await run('sh', ['-c', `command -v ${name}`]);
    await writeFile(join(dir, name), `#!/bin/sh\nexec ${found.said} "$@"\n`, { mode: 0o755 });
  }
  return dir;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
