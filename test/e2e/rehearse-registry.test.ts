// A rehearsal into a registry of another process, as `--registry` has it: nothing of it lies in a layout of the rehearsal,
// and whoever lists tags there sees none of the release before its turn.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { RegistryKind } from '../../src/adapters/registry-server/index.ts';
import { verify } from '../../src/cli/check/index.ts';
import type { Answer } from '../../src/cli/command.ts';
import { rehearse } from '../../src/cli/make/index.ts';
import { rehearseWith } from '../../src/cli/make/rehearse/rehearse.ts';
import { quietInvocation } from '../support/invocation.ts';
import { createWidget } from '../support/widget.ts';

const CONFIGURATION = `version: 1
project: widget
repository: acme/widget
build:
  files:
    cli:
      command: [{ run: [node, -p, '"{target}"'], stdout: cli }]
      outputs: [cli]
      platforms: [linux/amd64, linux/arm64]
  images:
    widget:
      repository: ghcr.io/acme/widget
      platforms: [linux/amd64, linux/arm64]
      layers: { base: scratch, files: [{ from: cli, to: /widget, mode: '0755' }], entrypoint: [/widget] }
package:
  files: [{ from: cli, path: '*', asset: 'cli_{os}_{arch}' }]
mirror: [{ to: registry.example:5000/team }]
`;

const SERVER = `
  const [dir, kind] = process.argv.slice(1);
  const { createRegistryServer } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/adapters/registry-server/index.ts'))});
  const { reveal } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/domain/secret.ts'))});
  const { origin, credential } = await createRegistryServer({ dir, kindOf: () => kind, pageSize: 2 });
  console.log(JSON.stringify({ host: new URL(origin).host, auth: credential.user + ':' + reveal(credential.password) }));
`;

interface Started {
  readonly child: ChildProcess;
  readonly host: string;
  readonly auth: string;
}

const children: ChildProcess[] = [];
const serve = (dir: string, kind: RegistryKind): Promise<Started> =>
  new Promise((resolve, reject) => {
    const argv = ['--input-type=module', '-e', SERVER, '--', dir, kind];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    child.once('error', reject);
    child.stdout.once('data', (line: Buffer) =>
      resolve({ child, ...(JSON.parse(line.toString()) as Omit<Started, 'child'>) }),
    );
  });

/** Every tag of every repository, read from the disk of the registry. */
const tagsIn = (dir: string): readonly string[] =>
  (existsSync(dir) ? readdirSync(dir) : []).flatMap((name) => {
    const index = join(dir, name, 'index.json');
    if (!existsSync(index)) return [];
    const { manifests } = JSON.parse(readFileSync(index, 'utf8')) as {
      readonly manifests: readonly { readonly annotations?: Readonly<Record<string, string>> }[];
    };
    return manifests.flatMap(({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] ?? []);
  });

const FALLBACK = /^sha256-[0-9a-f]{64}$/;
let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'colophon-rehearse-registry-'));
  createWidget({
    dir: join(root, 'widget'),
    tag: 'v1.0.0',
    change: (dir) => writeFileSync(join(dir, 'colophon.yaml'), CONFIGURATION),
  });
});
afterAll(() => {
  for (const child of children) child.kill();
  rmSync(root, { recursive: true, force: true });
});

const judged = async (options: Parameters<typeof verify>[1], out: string): Promise<number> =>
  (await verify([out], { rehearsal: true, ...options }, quietInvocation(root).invocation)).exit;

describe.each(['oci-1.1', 'ghcr'] as const)('a rehearsal into a registry (%s)', (kind) => {
  const lying = (): string => join(root, kind);
  const out = (): string => join(root, `out-${kind}`);
  let server: Started;
  let first: Answer;
  const seen: { readonly stage: string; readonly door: string; readonly tags: readonly string[] }[] = [];
  const look = ({ stage, door }: { readonly stage: string; readonly door: string }): void => {
    if (/^(registryWriter|referrersIndex|versionNames|drafts|publication)$/.test(door))
      seen.push({ stage, door, tags: tagsIn(lying()) });
  };
  const invocation = () => {
    const env = { ...process.env, DOCKER_CONFIG: join(root, `docker-${kind}`) };
    return quietInvocation(root, { env }).invocation;
  };
  beforeAll(async () => {
    server = await serve(lying(), kind);
    mkdirSync(join(root, `docker-${kind}`));
    const auths = { [server.host]: { auth: btoa(server.auth) } };
    writeFileSync(join(root, `docker-${kind}/config.json`), JSON.stringify({ auths }));
    const options = { out: out(), registry: server.host };
    first = await rehearseWith({ before: look, after: look })('widget', options, invocation());
  }, 120_000);

  it('ends well, holds no layout, and prints what proves it', async () => {
    expect(first.document).toMatchObject({ kind: 'colophon.rehearsal' });
    expect(first.exit).toBe(0);
    const {
      images,
      mirrors,
      verify: argv,
    } = first.document as unknown as Readonly<
      Record<'images' | 'mirrors', readonly object[]> & { verify: readonly string[] }
    >;
    expect(images).toEqual([
      { reference: 'ghcr.io/acme/widget:v1.0.0', digest: expect.stringMatching(/^sha256:/) },
    ]);
    expect(mirrors).toEqual([
      { reference: 'registry.example:5000/team/widget:v1.0.0', digest: expect.stringMatching(/^sha256:/) },
    ]);
    expect(argv).toEqual(['colophon', 'verify', out(), '--rehearsal', '--registry', server.host]);
    expect(first.text).toContain(`--registry ${server.host}`);
    expect(readdirSync(out())).not.toContain('registries');
    expect(await judged({ registry: server.host }, out())).toBe(0);
    // What the directory says of itself is no reason to ask anyone.
    expect(readFileSync(join(out(), 'rehearsal.json'), 'utf8')).toContain(server.host);
    expect(await judged({}, out())).toBe(1);
  });

  it('W11: shows whoever lists tags nothing but lists of digests before names are given', () => {
    const before = seen.filter(({ door }) => door !== 'versionNames' && door !== 'publication');
    const early = before.filter(({ stage }) => stage !== 'publish');
    expect(early.length).toBeGreaterThan(20);
    expect(early.flatMap(({ tags }) => tags).filter((tag) => !FALLBACK.test(tag))).toEqual([]);
    expect(early.some(({ tags }) => tags.length > 0)).toBe(kind === 'ghcr');
    expect([...new Set(tagsIn(lying()))].filter((tag) => !FALLBACK.test(tag)).toSorted()).toEqual([
      'latest',
      'v1.0.0',
    ]);
  });

  it('goes on in its own directory, and is refused by name from another one', async () => {
    const again = await rehearse('widget', { out: out(), registry: server.host }, invocation());
    expect(again.exit).toBe(0);
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const other = await rehearse('widget', { out: `${out()}-2`, registry: server.host }, invocation());
      expect(other.document).toMatchObject({
        kind: 'colophon.error',
        error: {
          code: 'TARGET_TAKEN',
          message: expect.stringContaining(`${server.host}/ghcr.io/acme/widget:v1.0.0`),
        },
        public: 'nothing',
        next: ['colophon', 'rehearse', 'widget', '--out', `${out()}-2`, '--registry', server.host],
      });
    }
  });
});

it.each([
  'ghcr.io',
  'ghcr.io:443',
  '10.0.0.1:5000',
  'http://127.0.0.1:5000',
  '127.0.0.1:5000/x',
  '127.0.0.1@evil:1',
])('goes nowhere but to this machine: not to %s', async (registry) => {
  const answer = await rehearse('widget', { out: 'nowhere', registry }, quietInvocation(root).invocation);
  expect(answer).toMatchObject({ exit: 2, document: { error: { code: 'USAGE' } } });
  expect(existsSync(join(root, 'nowhere'))).toBe(false);
});

it('says what is public when the registry goes away, and that nothing was before it answered', async () => {
  const server = await serve(join(root, 'gone'), 'oci-1.1');
  const options = { out: 'gone-out', registry: server.host };
  let pushed = 0;
  const stops = rehearseWith({
    before: ({ stage, door }) => {
      if (stage === 'seal' && door === 'registryWriter' && pushed++ === 0) server.child.kill();
    },
  });
  const answer = await stops('widget', options, quietInvocation(root).invocation);
  expect(answer).toMatchObject({
    exit: 3,
    document: { error: { code: 'REGISTRY_UNREACHABLE' }, public: 'digests' },
  });
  const nothing = await rehearse('widget', { ...options, out: 'never' }, quietInvocation(root).invocation);
  expect(nothing).toMatchObject({ document: { error: { code: 'REGISTRY_UNREACHABLE' }, public: 'nothing' } });
}, 120_000);
