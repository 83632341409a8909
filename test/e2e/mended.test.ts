// What a real registry loses of a release that is sealed already, the same command brings back; and a mirror that may fail
// half-way holds nothing up.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { verify } from '../../src/cli/check/index.ts';
import type { Answer } from '../../src/cli/command.ts';
import { rehearseWith } from '../../src/cli/make/rehearse/rehearse.ts';
import { Failure } from '../../src/domain/failure.ts';
import type { Observer } from '../../src/engine/observe.ts';
import { type HttpRegistry, type Oddities, startHttpRegistry } from '../support/http-registry.ts';
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
mirror:
  - { to: one.example/team }
  - { to: two.example/team, required: false }
`;
const ORIGIN = 'ghcr.io/acme/widget';
const MIRROR = 'one.example/team/widget';
const OPTIONAL = 'two.example/team/widget';

const root = mkdtempSync(join(tmpdir(), 'colophon-mended-'));
const servers: HttpRegistry[] = [];
afterAll(async () => {
  await Promise.all(servers.map(({ close }) => close()));
  rmSync(root, { recursive: true, force: true });
});
beforeAll(() => {
  createWidget({
    dir: join(root, 'widget'),
    tag: 'v1.0.0',
    change: (dir) => writeFileSync(join(dir, 'colophon.yaml'), CONFIGURATION),
  });
});

const start = async (odd: Partial<Oddities>): Promise<HttpRegistry> => {
  const server = await startHttpRegistry(odd);
  servers.push(server);
  return server;
};
const run = async (
  { host }: HttpRegistry,
  out: string,
  observer: Observer = {},
): Promise<Answer & { readonly said: string }> => {
  const { invocation, said } = quietInvocation(root);
  const bounds = { attempts: 2, backoff: 1 };
  const answer = await rehearseWith(observer, bounds)('widget', { out, registry: host }, invocation);
  return { ...answer, said: said() };
};
const judged = async ({ host }: HttpRegistry, out: string) =>
  verify([join(root, out)], { rehearsal: true, registry: host }, quietInvocation(root).invocation);

interface Document {
  readonly subject?: object;
  readonly config?: { readonly mediaType: string };
}
const digestsOf = (
  server: HttpRegistry,
  repository: string,
  is: (document: Document) => boolean,
): readonly string[] =>
  [...server.repository(repository).manifests].flatMap(([digest, { bytes }]) =>
    is(JSON.parse(new TextDecoder().decode(bytes)) as Document) ? [digest] : [],
  );
const isReferrer = ({ subject }: Document): boolean => subject !== undefined;
const isPlatform = ({ subject, config }: Document): boolean => subject === undefined && config !== undefined;

describe.each([
  { kind: 'with a referrers list of its own', referrers: true },
  { kind: 'without one', referrers: false },
])('a registry $kind', ({ referrers }) => {
  it.each([ORIGIN, MIRROR])(
    'that lost a platform, a referrer and a list since the seal is given them again: %s',
    async (repository) => {
      const server = await start({ referrers, saysSubject: referrers });
      const out = `out-${referrers}-${repository.slice(0, 3)}`;
      const stopped = await run(server, out, {
        before: ({ stage }) => {
          if (stage === 'publish')
            throw new Failure('REGISTRY_UNREACHABLE', 'nothing goes on', { remedy: 'wait' });
        },
      });
      expect(stopped).toMatchObject({ exit: 3, document: { public: 'digests' } });
      const { manifests, blobs, tags } = server.repository(repository);
      const before = new Set([...manifests.keys(), ...blobs.keys()]);
      const listed = new Map(tags);
      const lost = [
        ...digestsOf(server, repository, isPlatform).slice(0, 1),
        ...digestsOf(server, repository, isReferrer).slice(0, 3),
      ];
      expect(lost).toHaveLength(4);
      for (const digest of lost) manifests.delete(digest);
      const [blob = ''] = blobs.keys();
      blobs.delete(blob);
      expect(tags.size > 0).toBe(!referrers);
      for (const tag of [...tags.keys()].slice(0, 1)) tags.delete(tag);

      expect(await run(server, out)).toMatchObject({ exit: 0 });
      const missing = [...before].filter((digest) => !manifests.has(digest) && !blobs.has(digest));
      expect(missing).toEqual([]);
      for (const tag of listed.keys()) expect(tags.has(tag)).toBe(true);
      expect((await judged(server, out)).exit).toBe(0);
    },
    60_000,
  );
});

it('leaves the release whole and says so where a mirror that may fail does so half-way', async () => {
  let taken = 0;
  const server = await start({
    lie: ({ kind, name, request }, response) => {
      if (name !== OPTIONAL || kind !== 'manifests' || request.method !== 'PUT') return false;
      taken += 1;
      if (taken <= 3) return false;
      request.resume();
      response.writeHead(507).end();
      return true;
    },
  });
  const answer = await run(server, 'half');
  expect(answer).toMatchObject({
    exit: 0,
    document: {
      images: [{ reference: `${ORIGIN}:v1.0.0` }],
      mirrors: [{ reference: `${MIRROR}:v1.0.0` }],
    },
  });
  expect(taken).toBeGreaterThan(3);
  expect(answer.said).toContain('two.example/team  MIRROR_FAILED');
  // Something of it lies there, and no name leads to it.
  const { manifests, tags } = server.repository(OPTIONAL);
  expect(manifests.size).toBeGreaterThan(0);
  expect([...tags.keys()].filter((tag) => !tag.startsWith('sha256-'))).toEqual([]);
  expect((await judged(server, 'half')).exit).toBe(0);
}, 60_000);
